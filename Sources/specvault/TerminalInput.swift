import Console
import Cryptography
import Vault

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the user is asked, on the terminal and nowhere else.
enum TerminalInput {
  static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  /// A line typed without echo.
  /// - Throws: ``UsageFailure`` where there is no terminal to ask on.
  static func secret(_ prompt: String, otherwise hint: String) throws -> SecretBytes {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else {
      throw UsageFailure("there is no terminal to ask for the \(prompt.lowercased()) on", hint: hint)
    }
    defer { close(terminal) }
    guard let prompt = SilentPrompt("\(prompt): ", on: terminal) else {
      throw UsageFailure("the terminal does not answer", hint: hint)
    }
    defer { prompt.end() }
    return try line(from: terminal)
  }

  /// A question that is answered by yes or no; no where there is no terminal.
  static func confirm(_ question: String) -> Bool {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return false }
    defer { close(terminal) }
    say("\(question) [y/N] ", terminal)
    guard let answer = try? line(from: terminal).text() else { return false }
    return ["y", "yes", "네", "예"].contains(answer.lowercased())
  }

  private static func line(from descriptor: Int32) throws -> SecretBytes {
    try SecretBytes(capacity: 65_537) { buffer in
      var count = 0
      while count < buffer.count {
        let got = read(descriptor, buffer.baseAddress.map { $0 + count }, 1)
        if got < 0, errno == EINTR { continue }
        guard got == 1 else {
          if count == 0 { throw UsageFailure("nothing was typed") }
          return count
        }
        if buffer[count] == UInt8(ascii: "\n") { return count }
        count += 1
      }
      return count
    }
  }

  /// Everything a descriptor gives, up to a limit.
  /// - Throws: ``UsageFailure`` for more than the limit.
  static func contents(of descriptor: Int32, limit: Int, what: String) throws -> SecretBytes {
    var parts: [SecretBytes] = []
    var total = 0
    while true {
      let part = SecretBytes(capacity: 65_536) { buffer in
        var got = -1
        repeat { got = read(descriptor, buffer.baseAddress, buffer.count) } while got < 0 && errno == EINTR
        return max(0, got)
      }
      guard part.count > 0 else { return SecretBytes.joining(parts) }
      total += part.count
      guard total <= limit else { throw UsageFailure("\(what) is larger than \(limit) bytes") }
      parts.append(part)
    }
  }

  /// A file's content.
  static func contents(ofFile path: String, limit: Int) throws -> SecretBytes {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UsageFailure("cannot read '\(path)': \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var info = stat()
    if fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
      throw UsageFailure("cannot read '\(path)': it is a folder")
    }
    return try contents(of: descriptor, limit: limit, what: "'\(path)'")
  }

  private static func say(_ text: String, _ descriptor: Int32) {
    Terminal.write(text, to: descriptor)
  }
}

extension Terminal {
  /// Writes a secret as it is; a line break follows on a terminal only.
  static func standardOutput(_ secret: SecretBytes) throws {
    try write(secret, to: STDOUT_FILENO)
    if isOutputTerminal { standardOutput("\n") }
  }

  /// - Throws: `VaultError`: half a secret must not pass for a whole one.
  static func write(_ secret: SecretBytes, to descriptor: Int32) throws {
    try secret.withUnsafeBytes { try write(raw: $0, to: descriptor) }
  }

  /// - Throws: `VaultError`.
  static func write(raw bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
    guard write(bytes, to: descriptor) else {
      throw VaultError.inputOutput("cannot write: \(String(cString: strerror(errno)))", hint: nil)
    }
  }

  /// Something the user should know, which is no error.
  static func note(_ text: String) {
    standardError("specvault: note: \(text)\n")
  }

  static func warn(_ text: String) {
    standardError("specvault: warning: \(text)\n")
  }
}
