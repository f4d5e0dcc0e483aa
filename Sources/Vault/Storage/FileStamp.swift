#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the file system says about the file at a path, without opening it: opening and closing it a second time would drop the
/// locks that SQLite holds on it in this process (POSIX, `fcntl`).
struct FileStamp: Equatable {
  /// Which file it is.
  struct Identity: Equatable {
    let device: UInt64
    let number: UInt64
  }

  let identity: Identity
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  /// Nil where there is no file.
  init?(_ path: String) {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    identity = Identity(device: UInt64(info.st_dev), number: UInt64(info.st_ino))
    size = Int64(info.st_size)
    #if canImport(Darwin)
      (seconds, nanoseconds) = (info.st_mtimespec.tv_sec, info.st_mtimespec.tv_nsec)
    #else
      (seconds, nanoseconds) = (info.st_mtim.tv_sec, info.st_mtim.tv_nsec)
    #endif
  }

  /// The size of a file; nil where there is none.
  static func size(_ path: String) -> Int64? { FileStamp(path)?.size }
}
