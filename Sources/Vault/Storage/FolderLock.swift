#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Lets one process at a time at what lies beside a vault's file. The vault itself is guarded by SQLite.
enum FolderLock {
  /// The folder that this thread holds.
  @TaskLocal private static var held: String?

  /// - Parameter path: The vault's.
  static func hold<Result>(of path: String, _ body: () throws -> Result) throws -> Result {
    let name = POSIX.resolved(POSIX.folder(of: path))
    guard held == nil || held != name else { return try body() }
    let folder = POSIX.open(POSIX.folder(of: path), O_RDONLY, mode: 0)
    guard folder >= 0 else { return try body() }
    defer { close(folder) }
    while flock(folder, LOCK_EX) != 0, errno == EINTR {}
    return try $held.withValue(name, operation: body)
  }
}
