import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Small files of the user's state directory, readable by their owner only.
enum PrivateState {
  /// How many files this process wrote: several of its threads may write the same one.
  private static let number = Mutex(0)

  /// The most that is read of a file.
  private static let limit = 1 << 20

  /// A file's bytes; none where it cannot be read, or is a pipe.
  static func bytes(_ path: String, limit: Int = limit) -> [UInt8] {
    let descriptor = POSIX.open(path, O_RDONLY | O_NONBLOCK, mode: 0)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    return contents(descriptor, limit)
  }

  /// A file's lines; none where it cannot be read.
  static func lines(_ path: String) -> [Substring] {
    String(decoding: bytes(path), as: UTF8.self).split(separator: "\n")
  }

  private static func contents(_ descriptor: Int32, _ limit: Int = limit) -> [UInt8] {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { return [] }
    let size = min(limit, Int(info.st_size))
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let part = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        guard part > 0 else { break }
        count += part
      }
    }
  }

  /// Puts a file's new content in place of the old at once.
  /// - Returns: Whether it could be written.
  static func replace(_ path: String, _ bytes: [UInt8]) -> Bool {
    let temporary = "\(path).\(getpid()).\(number.withLock { $0 += 1; return $0 })"
    let descriptor = create(temporary, O_CREAT | O_TRUNC | O_WRONLY)
    guard descriptor >= 0 else { return false }
    let written = POSIX.write(descriptor, bytes)
    close(descriptor)
    guard written == bytes.count, rename(temporary, path) == 0 else {
      unlink(temporary)
      return false
    }
    return true
  }

  /// Adds to the end of a file, and drops its beginning when it is twice as long as it should be.
  /// - Returns: Whether it could be written.
  static func append(_ path: String, _ bytes: [UInt8], keeping size: Int) -> Bool {
    let descriptor = create(path, O_CREAT | O_APPEND | O_RDWR)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    guard POSIX.write(descriptor, bytes) == bytes.count else { return false }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_size > 2 * size else { return true }
    // Whoever opened the file before it is replaced adds to the old one: a state that is forgotten so was seen a moment ago.
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { return false }
    return replace(path, Array(contents(descriptor).suffix(size)))
  }

  /// Lets one process at a time at a file that is read and then written anew.
  static func withLock<Result>(beside path: String, _ body: () -> Result) -> Result {
    let descriptor = create(path + ".lock", O_CREAT | O_RDWR)
    guard descriptor >= 0 else { return body() }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return body()
  }

  private static func create(_ path: String, _ flags: Int32) -> Int32 {
    let descriptor = POSIX.open(path, flags, mode: 0o600)
    guard descriptor < 0, errno == ENOENT else { return descriptor }
    makeFolders(of: path)
    return POSIX.open(path, flags, mode: 0o600)
  }

  private static func makeFolders(of path: String) {
    var prefix = ""
    for part in path.split(separator: "/").dropLast() {
      prefix += "/\(part)"
      mkdir(prefix, 0o700)
    }
  }
}
