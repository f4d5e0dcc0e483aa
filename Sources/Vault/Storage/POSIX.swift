#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// System calls whose names our own methods have too.
enum POSIX {
  static func open(_ path: String, _ flags: Int32, mode: mode_t) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, flags | O_CLOEXEC, mode)
    #elseif canImport(Musl)
      Musl.open(path, flags | O_CLOEXEC, mode)
    #else
      Darwin.open(path, flags | O_CLOEXEC, mode)
    #endif
  }

  static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes, bytes.count)
    #elseif canImport(Musl)
      Musl.write(descriptor, bytes, bytes.count)
    #else
      Darwin.write(descriptor, bytes, bytes.count)
    #endif
  }

  /// Writes a file of mode 0600 with this name, or with `-2`, `-3` … behind it where it is taken. It is on the disk when this returns.
  /// - Throws: ``VaultError/inputOutput(_:hint:)``.
  static func write(_ bytes: [UInt8], toFreeNameAfter name: String) throws -> String {
    for number in 1..<1000 {
      let target = number == 1 ? name : "\(name)-\(number)"
      let descriptor = open(target, O_CREAT | O_EXCL | O_WRONLY, mode: 0o600)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        break
      }
      defer { close(descriptor) }
      guard write(descriptor, bytes) == bytes.count, fsync(descriptor) == 0 else {
        unlink(target)
        break
      }
      return target
    }
    throw VaultError.inputOutput("cannot write '\(name)': \(message)", hint: "nothing was changed")
  }

  /// The folder of a file, with its slash.
  static func folder(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) + "/" } ?? "."
  }

  /// Where a path leads to, without links; nil where it leads nowhere.
  static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  static func remove(_ path: String) {
    unlink(path)
  }

  /// What the last call said went wrong.
  static var message: String { String(cString: strerror(errno)) }
}
