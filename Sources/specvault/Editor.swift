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

/// The user's editor.
enum Editor {
  /// Runs it on a file and waits for it.
  /// - Throws: ``Refusal`` where it ends with a status other than 0.
  static func edit(_ path: String) throws {
    let named = ["VISUAL", "EDITOR"].lazy.compactMap(Terminal.variable).first { !$0.isEmpty }
    // EDITOR may hold options: the shell takes it apart, as git lets it.
    let arguments = ["/bin/sh", "-c", "\(named ?? "vi") \"$1\"", "specvault-edit", path]
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { argv.forEach { free($0) } }
    var pid = pid_t()
    guard posix_spawn(&pid, "/bin/sh", nil, nil, &argv, environ) == 0 else {
      throw VaultError.inputOutput("cannot start the editor '\(named ?? "vi")'", hint: "name one in EDITOR")
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Refusal("the editor ended with an error; nothing was stored") }
  }
}

/// A file that lives in memory, readable by its owner only.
final class MemoryBackedFile {
  let path: String
  private let folder: String

  init(_ content: SecretBytes) throws {
    // On Linux a folder in /dev/shm is never written to a disk, but for swap.
    let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : Terminal.variable("TMPDIR") ?? "/tmp"
    var template = Array("\(base)/specvault-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw VaultError.inputOutput("cannot make a folder in '\(base)': \(String(cString: strerror(errno)))", hint: nil)
    }
    folder = String(cString: made)
    path = "\(folder)/value"
    try PrivateFile.create(path, content)
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

  /// Overwrites and removes the file, and whatever the editor left beside it.
  func wipe() {
    for entry in FileSystem.entries(of: folder) { wipe(PathText.join(folder, entry.name)) }
    rmdir(folder)
  }

  private func wipe(_ file: String) {
    let descriptor = open(file, O_WRONLY | O_CLOEXEC)
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
