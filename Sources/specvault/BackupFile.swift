import Age
import Console
import Vault

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A backup to be read.
final class BackupFile {
  private let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UsageFailure("cannot read '\(path)': \(String(cString: strerror(errno)))") }
  }

  deinit {
    close(descriptor)
  }

  /// Opens it with the user's identities, or its passphrase.
  /// - Throws: `BackupError` for a file of another kind.
  func decryptor() throws -> Decryptor {
    do {
      try requireAge()
      let source: ByteSource = { try self.read(into: $0) }
      let kinds = try Decryptor.recipientKinds(reading: source)
      try rewind()
      return try Decryptor(with: try Identities.openers(kinds), source: source)
    } catch AgeError.noIdentityMatches(let kinds) {
      let error = AgeError.noIdentityMatches(kinds: kinds)
      throw VaultError.locked("'\(path)': \(error)", hint: error.hint)
    }
  }

  /// Every backup is an age file.
  private func requireAge() throws {
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT != S_IFDIR else {
      throw UsageFailure("cannot read '\(path)': it is a folder")
    }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = try bytes.withUnsafeMutableBytes { try read(into: $0) }
    try rewind()
    let beginning = String(decoding: bytes[..<count].drop { $0 <= 0x20 }, as: UTF8.self)
    guard !beginning.hasPrefix("age-encryption.org/"), !beginning.hasPrefix("-----BEGIN AGE ENCRYPTED FILE") else {
      return
    }
    let what =
      beginning.hasPrefix("SQLite format 3") ? "it is a vault" : count == 0 ? "it is empty" : "it is no age file"
    throw BackupError.notABackup("'\(path)': \(what)")
  }

  private func rewind() throws {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw VaultError.inputOutput("cannot read '\(path)' twice: it is no file", hint: nil)
    }
  }

  private func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = systemRead(descriptor, target)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw VaultError.inputOutput("cannot read '\(path)': \(String(cString: strerror(errno)))", hint: nil)
      }
      return count
    }
  }
}

private func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, target.baseAddress, target.count)
}
