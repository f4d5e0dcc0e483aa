import CLibSQLite
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The system's files as SQLite sees them (SQLite documentation, "The SQLite OS Interface or VFS"), with a guard at the journals that it finds
/// beside a file.
enum GuardedFileSystem {
  /// What connections are opened with; nil, which means SQLite's own, where there is no memory for another.
  static let name: String? = register()

  private static let guards = Mutex<[UInt: Guarded]>([:])

  private struct Guarded: @unchecked Sendable {
    /// Used by the thread that uses the connection.
    let journals: JournalGuard
  }

  /// Asks a guard about the journals beside a connection's file.
  static func add(_ journals: JournalGuard, of file: UnsafeMutablePointer<sqlite3_file>) {
    let guarded = Guarded(journals: journals)
    let address = UInt(bitPattern: file)
    guards.withLock { $0[address] = guarded }
  }

  static func removeGuard(of file: UnsafeMutablePointer<sqlite3_file>) {
    let address = UInt(bitPattern: file)
    guards.withLock { $0[address] = nil }
  }

  private nonisolated(unsafe) static let system = sqlite3_vfs_find(nil)

  private static func register() -> String? {
    guard let system, let name = strdup("guarded") else { return nil }
    // It lives as long as the process: SQLite keeps the pointer.
    let guarded = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    guarded.initialize(to: system.pointee)
    guarded.pointee.pNext = nil
    guarded.pointee.zName = UnsafePointer(name)
    guarded.pointee.xOpen = { _, path, file, flags, outFlags in
      GuardedFileSystem.open(path, file, flags, outFlags)
    }
    return sqlite3_vfs_register(guarded, 0) == SQLITE_OK ? "guarded" : nil
  }

  private static func open(
    _ path: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    func pass(_ flags: Int32) -> Int32 { system?.pointee.xOpen(system, path, file, flags, outFlags) ?? SQLITE_CANTOPEN }
    func refuse(_ code: Int32) -> Int32 {
      file?.pointee.pMethods = nil
      return code
    }
    // Opened to be deleted, and named by whoever wrote the journal.
    if flags & SQLITE_OPEN_SUPER_JOURNAL != 0 { return refuse(SQLITE_CANTOPEN) }
    guard flags & SQLITE_OPEN_MAIN_JOURNAL != 0, let path else { return pass(flags) }
    guard flags & SQLITE_OPEN_READWRITE != 0, flags & SQLITE_OPEN_CREATE == 0 else {
      // A look whether there is one, or a new one. What is no file, as a pipe, would let SQLite wait for ever.
      return StrayFile.kind(String(cString: path)) ?? S_IFREG == S_IFREG ? pass(flags) : refuse(SQLITE_CANTOPEN)
    }
    // The one that is to be laid over the file, which SQLite holds exclusively now.
    switch judge(path) {
    case .own: return pass(flags)
    case .movedAside: return pass(flags | SQLITE_OPEN_CREATE)
    case .immovable: return refuse(SQLITE_CANTOPEN)
    case .ofAnotherFile: return refuse(SQLiteError.moved)
    }
  }

  private enum Verdict {
    case own, movedAside, immovable
    /// The path holds another file than the one that is open: the journal may be one that is being written.
    case ofAnotherFile
  }

  private static func judge(_ path: UnsafePointer<CChar>) -> Verdict {
    guard let file = sqlite3_database_file_object(path), let database = sqlite3_filename_database(path) else {
      return .immovable
    }
    var hasMoved: Int32 = 0
    _ = file.pointee.pMethods?.pointee.xFileControl?(file, SQLITE_FCNTL_HAS_MOVED, &hasMoved)
    guard hasMoved == 0 else { return .ofAnotherFile }
    let address = UInt(bitPattern: file)
    let journals = guards.withLock { $0[address] }?.journals ?? JournalGuard { _, _ in true }
    switch journals.judge(String(cString: path), of: String(cString: database)) {
    case .own: return .own
    case .movedAside: return .movedAside
    case .immovable: return .immovable
    }
  }
}
