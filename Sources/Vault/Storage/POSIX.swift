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

  /// Whether a file stands at a path, or nothing.
  static func isFileOrNothing(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) != 0 || info.st_mode & S_IFMT == S_IFREG
  }

  /// Copies a file to one of mode 0600 with this name, or with `-2`, `-3` … behind it where it is taken. The copy is on the disk when
  /// this returns.
  ///
  /// - Important: Closing the original drops the locks that this process has on it.
  /// - Throws: ``VaultError/inputOutput(_:hint:)``.
  static func copy(_ path: String, toFreeNameAfter name: String) throws -> String {
    for number in 1..<1000 {
      let target = number == 1 ? name : "\(name)-\(number)"
      let descriptor = open(target, O_CREAT | O_EXCL | O_WRONLY, mode: 0o600)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        break
      }
      defer { close(descriptor) }
      let bytes = PrivateState.bytes(path, limit: .max)
      guard !bytes.isEmpty, write(descriptor, bytes) == bytes.count, fsync(descriptor) == 0 else {
        unlink(target)
        break
      }
      return target
    }
    throw VaultError.inputOutput("cannot copy '\(path)' to '\(name)': \(message)", hint: "nothing was changed")
  }

  static func remove(_ path: String) {
    unlink(path)
  }

  /// What the last call said went wrong.
  static var message: String { String(cString: strerror(errno)) }
}
