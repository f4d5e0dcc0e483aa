import CLibSQLite

/// Why SQLite refused (SQLite documentation, "Result and Error Codes").
package struct SQLiteError: Error, Equatable {
  /// What users are told differently.
  package enum Kind: Sendable {
    /// The disk is full.
    case full
    /// The file or its folder cannot be written.
    case readOnly
    /// A change that nobody finished has to be undone first, and cannot be: the file or its folder cannot be written.
    case unfinished
    /// The path holds another file than the one that is open.
    case moved
    /// Another process held the file for longer than the connection waits.
    case busy
    /// The statement took longer than a connection lets any.
    case interrupted
    /// The system could not read, write, open or allocate.
    case inputOutput
    /// The file holds something else than SQLite expects.
    case damaged
  }

  /// SQLite's extended result code.
  package let code: Int32
  package let message: String

  package init(code: Int32, message: String) {
    self.code = code
    self.message = message
  }

  /// `SQLITE_READONLY_DBMOVED` and `SQLITE_READONLY_ROLLBACK`, which are sums that Swift does not import.
  static let moved = SQLITE_READONLY | 4 << 8
  private static let unfinished = SQLITE_READONLY | 3 << 8

  package var kind: Kind {
    if code == SQLiteError.moved { return .moved }
    if code == SQLiteError.unfinished { return .unfinished }
    return switch code & 0xFF {
    case SQLITE_FULL: .full
    case SQLITE_READONLY: .readOnly
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_INTERRUPT: .interrupted
    case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_NOMEM, SQLITE_AUTH: .inputOutput
    default: .damaged
    }
  }
}
