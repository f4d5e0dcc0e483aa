#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Lets one process at a time at what lies beside a vault's file. The vault itself is guarded by SQLite.
enum FolderLock {
  /// - Parameter path: The vault's.
  static func hold<Result>(of path: String, _ body: () throws -> Result) throws -> Result {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = POSIX.open(slash.map { String(path[..<$0]) + "/" } ?? ".", O_RDONLY, mode: 0)
    guard folder >= 0 else { return try body() }
    defer { close(folder) }
    while flock(folder, LOCK_EX) != 0, errno == EINTR {}
    return try body()
  }
}
