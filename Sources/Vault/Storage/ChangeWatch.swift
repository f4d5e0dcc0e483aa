import GRDB
import GRDBSQLite
import Synchronization

/// Tells without a system call whether anybody committed anything: each commit to a database in WAL mode rewrites the header of
/// the write-ahead log's index, which all connections of all processes have mapped (SQLite documentation, "WAL-mode File
/// Format", section 2.2).
struct ChangeWatch: @unchecked Sendable {
  private static let pageSize: Int32 = 32_768

  private let header: UnsafeRawPointer

  /// - Returns: Nil where the connection has no such index; it must outlive the watch.
  init?(_ db: Database) {
    var pointer: UnsafeMutableRawPointer?
    let code = withUnsafeMutablePointer(to: &pointer) {
      sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, $0)
    }
    guard code == SQLITE_OK, let file = pointer?.assumingMemoryBound(to: sqlite3_file.self),
      let methods = file.pointee.pMethods, methods.pointee.iVersion >= 2, let map = methods.pointee.xShmMap
    else { return nil }
    var page: UnsafeMutableRawPointer?
    guard map(file, 0, ChangeWatch.pageSize, 0, &page) == SQLITE_OK, let page else { return nil }
    header = UnsafeRawPointer(page)
  }

  /// The header as it is now. One that is being rewritten is like none that was read before.
  var stamp: ChangeStamp {
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    defer { atomicMemoryFence(ordering: .sequentiallyConsistent) }
    return header.loadUnaligned(as: ChangeStamp.self)
  }
}

/// The 48 bytes of the header.
struct ChangeStamp: Equatable, BitwiseCopyable {
  private let words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

  static func == (left: ChangeStamp, right: ChangeStamp) -> Bool { left.words == right.words }
}
