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

/// A file that lives in memory, readable by its owner only.
final class MemoryBackedFile {
  let path: String
  private let folder: String

  /// - Throws: ``Refusal`` where the system has no place for files but disks.
  init(_ content: SecretBytes) throws {
    var template = Array("\(try MemoryBackedFile.base())/specvault-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw VaultError.inputOutput(
        "cannot make a folder for the value to be edited: \(String(cString: strerror(errno)))", hint: nil)
    }
    folder = String(cString: made)
    path = "\(folder)/value"
    do {
      try PrivateFile.create(path, content)
    } catch {
      wipe()
      throw error
    }
  }

  /// On Linux a folder in /dev/shm is never written to a disk, but for swap.
  private static func base() throws -> String {
    #if os(Linux)
      guard access("/dev/shm", W_OK | X_OK) == 0 else {
        throw Refusal(
          "cannot edit without writing the value to a disk: '/dev/shm' is not writable",
          hint: "'specvault get NAME' prints it, and 'specvault put NAME -' takes it from standard input")
      }
      return "/dev/shm"
    #else
      return Terminal.variable("TMPDIR") ?? "/tmp"
    #endif
  }

  /// What the file holds now. Editors end a file with a line break: one that the value had not is taken away.
  func content(keepingFinalBreakOf before: SecretBytes?) throws -> SecretBytes {
    let content = try TerminalInput.contents(ofFile: path, limit: 1 << 20)
    let hadBreak = before.map { $0.withUnsafeBytes { $0.last == UInt8(ascii: "\n") } } ?? false
    return content.withUnsafeBytes { bytes in
      let hasBreak = bytes.last == UInt8(ascii: "\n")
      let count = hasBreak && !hadBreak ? bytes.count - 1 : bytes.count
      return SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
    }
  }

  /// Leaves what was edited for the user to take it from, and nothing else.
  func leave(_ content: SecretBytes) throws {
    wipeEntries()
    try PrivateFile.create(path, content)
  }

  /// Overwrites and removes the file, and whatever the editor left beside it.
  func wipe() {
    wipeEntries()
    rmdir(folder)
  }

  private func wipeEntries() {
    for entry in FileSystem.entries(of: folder) { wipe(PathText.join(folder, entry.name)) }
  }

  private func wipe(_ file: String) {
    let descriptor = open(file, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    if descriptor >= 0 {
      var info = stat()
      fstat(descriptor, &info)
      let zeros = [UInt8](repeating: 0, count: Int(info.st_size))
      _ = zeros.withUnsafeBytes { Terminal.write($0, to: descriptor) }
      fsync(descriptor)
      close(descriptor)
    }
    unlink(file)
  }
}
