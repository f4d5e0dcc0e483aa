import Console
import Cryptography
import Vault
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files that only their owner may read.
enum PrivateFile {
  /// Makes a file of mode 0600, and its folders of mode 0700.
  /// - Throws: ``Refusal`` where it exists: a key or a backup is never written over.
  static func create(_ path: String, _ content: SecretBytes) throws {
    try write(path) { try Terminal.write(content, to: $0) }
  }

  /// Makes a file of mode 0600 and lets `body` write it; what is half written is removed.
  static func write(_ path: String, _ body: (Int32) throws -> Void) throws {
    try FileSystem.createFolder(PathText.parent(path), mode: 0o700)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw Refusal("'\(path)' exists already; it is not written over") }
      throw VaultError.inputOutput("cannot create '\(path)': \(String(cString: strerror(errno)))", hint: nil)
    }
    do {
      try body(descriptor)
      guard fsync(descriptor) == 0 else {
        throw VaultError.inputOutput("cannot write '\(path)': \(String(cString: strerror(errno)))", hint: nil)
      }
      close(descriptor)
    } catch {
      close(descriptor)
      unlink(path)
      throw error
    }
  }
}
