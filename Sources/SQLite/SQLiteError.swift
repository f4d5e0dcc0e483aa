import CLibSQLite

/// Why SQLite refused (SQLite documentation, "Result and Error Codes").
package struct SQLiteError: Error, Equatable {
  /// What users are told differently.
  package enum Kind: Sendable {
    /// The disk is full.
    case full
    /// The file or its folder cannot be written.
    case readOnly
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

  package var kind: Kind {
    switch code & 0xFF {
    case SQLITE_FULL: .full
    case SQLITE_READONLY: .readOnly
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_INTERRUPT: .interrupted
    case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_NOMEM, SQLITE_AUTH: .inputOutput
    default: .damaged
    }
  }
}
