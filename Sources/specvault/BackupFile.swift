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
  func decryptor() throws -> Decryptor {
    do {
      let source: ByteSource = { try self.read(into: $0) }
      let kinds = try Decryptor.recipientKinds(reading: source)
      guard lseek(descriptor, 0, SEEK_SET) == 0 else {
        throw VaultError.inputOutput("cannot read '\(path)' twice: it is no file", hint: nil)
      }
      return try Decryptor(with: try Identities.openers(kinds), source: source)
    } catch AgeError.noIdentityMatches(let kinds) {
      let error = AgeError.noIdentityMatches(kinds: kinds)
      throw VaultError.locked("'\(path)': \(error)", hint: error.hint)
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
