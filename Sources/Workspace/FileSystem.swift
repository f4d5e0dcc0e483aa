#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Why a file could not be read or written, in words for a user.
package struct FileError: Error, CustomStringConvertible {
  package let path: String
  package let reason: String
  /// Whether nothing stands at the path.
  package let isMissing: Bool

  package var description: String { "\(path): \(reason)" }

  init(_ path: String, _ code: Int32) {
    self.path = path
    reason = String(cString: strerror(code)).lowercased()
    isMissing = code == ENOENT || code == ENOTDIR
  }

  init(_ path: String, _ message: String) {
    self.path = path
    reason = message
    isMissing = false
  }
}

/// `read` and `write` by names that `FileSystem`'s own do not hide.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}

private func writeBytes(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}

/// The file system, as far as this package uses it. The only input and output of the linter.
package enum FileSystem {
  package enum Kind: Sendable { case file, folder, link, other }

  package static var currentFolder: String {
    guard let buffer = getcwd(nil, 0) else { return "/" }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  /// What stands at a path; links are followed unless told otherwise. `nil` if there is nothing.
  package static func kind(_ path: String, followingLinks: Bool = true) -> Kind? {
    var info = stat()
    guard (followingLinks ? stat(path, &info) : lstat(path, &info)) == 0 else { return nil }
    switch info.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  package static func exists(_ path: String) -> Bool { kind(path) != nil }

  /// Whether something stands at a path, or a folder on the way there may not be looked into.
  package static func mayExist(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 || errno == EACCES
  }

  /// A file's bytes; 0 where there is none.
  package static func size(_ path: String) -> Int {
    var info = stat()
    return stat(path, &info) == 0 ? Int(info.st_size) : 0
  }

  package enum Content: Sendable {
    case bytes([UInt8])
    /// The file is larger than the limit, and this large.
    case tooLarge(Int)
  }

  /// The bytes of a regular file.
  ///
  /// - Parameter limit: in bytes; a larger file is not read.
  /// - Throws: `FileError` when it is missing, unreadable, a folder or no regular file.
  package static func read(_ path: String, limit: Int = .max) throws(FileError) -> Content {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path, errno) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw FileError(path, errno) }
    if info.st_mode & S_IFMT == S_IFDIR { throw FileError(path, "is a folder") }
    guard info.st_mode & S_IFMT == S_IFREG else { throw FileError(path, "is not a regular file") }
    guard info.st_size <= limit else { return .tooLarge(Int(info.st_size)) }
    return try readAll(descriptor, path, expected: Int(info.st_size), limit: limit)
  }

  /// Standard input to its end.
  package static func readStandardInput(limit: Int) throws(FileError) -> Content {
    try readAll(STDIN_FILENO, "standard input", expected: 0, limit: limit)
  }

  private static func readAll(_ descriptor: Int32, _ path: String, expected: Int, limit: Int) throws(FileError)
    -> Content
  {
    var bytes: [UInt8] = []
    var failure: Int32 = 0
    while true {
      let chunk = max(expected - bytes.count + 1, 65_536)
      let part = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
        let got = Self.retrying { readBytes(descriptor, buffer.baseAddress, chunk) }
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure != 0 { throw FileError(path, failure) }
      if part.isEmpty { return .bytes(bytes) }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      if bytes.count > limit { return .tooLarge(bytes.count) }
      if expected > 0, bytes.count == expected { return .bytes(bytes) }
    }
  }

  private static func retrying(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  /// Replaces a file's content in one step: a reader sees the old bytes or the new ones. Its mode is kept.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var info = stat()
    let target = resolvedLink(path)
    let mode: mode_t = stat(target, &info) == 0 ? info.st_mode & 0o7777 : 0o644
    let temporary = target + ".speclint-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw FileError(path, errno) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Self.retrying { writeBytes(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written) }
      }
      if count < 0 {
        let code = errno
        close(descriptor)
        unlink(temporary)
        throw FileError(path, code)
      }
      written += count
    }
    fchmod(descriptor, mode)
    close(descriptor)
    guard rename(temporary, target) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError(path, code)
    }
  }

  /// - Throws: What would keep ``write(_:to:)`` from replacing a file.
  package static func requireReplaceable(_ path: String) throws(FileError) {
    let probe = resolvedLink(path) + ".speclint-\(getpid())"
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError(path, errno) }
    close(descriptor)
    unlink(probe)
  }

  /// Makes a folder and those above it.
  package static func createFolder(_ path: String, mode: mode_t = 0o755) throws(FileError) {
    guard !exists(path) else { return }
    try createFolder(PathText.parent(path), mode: mode)
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw FileError(path, errno) }
  }

  private static func resolvedLink(_ path: String) -> String {
    guard kind(path, followingLinks: false) == .link, let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// The names in a folder, sorted, with what each of them is; links are not followed.
  ///
  /// - Parameter isWanted: whether a name is one of those that are looked for.
  package static func entries(
    of folder: String, where isWanted: (_ name: String) -> Bool = { _ in true }
  ) -> [(name: String, kind: Kind)] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var result: [(String, Kind)] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      guard name != ".", name != "..", isWanted(name) else { continue }
      let kind: Kind? =
        switch Int32(entry.pointee.d_type) {
        case Int32(DT_REG): .file
        case Int32(DT_DIR): .folder
        case Int32(DT_LNK): .link
        case Int32(DT_UNKNOWN): self.kind(PathText.join(folder, name), followingLinks: false)
        default: .other
        }
      if let kind { result.append((name, kind)) }
    }
    return result.sorted { $0.0 < $1.0 }
  }

  /// All files below a folder, relative to it, sorted. Links to files count, links to folders are not entered.
  package static func files(below root: String, excluding excluded: Set<String>) -> [String] {
    var result: [String] = []
    var pending = [""]
    while let folder = pending.popLast() {
      for (name, kind) in entries(of: PathText.join(root, folder)) {
        let path = folder.isEmpty ? name : folder + "/" + name
        switch kind {
        case .file: result.append(path)
        case .folder where !excluded.contains(name): pending.append(path)
        case .link where self.kind(PathText.join(root, path)) == .file: result.append(path)
        default: break
        }
      }
    }
    return result.sorted()
  }

  /// Folders that hold other people's code or what a build makes.
  package static let usualExcludes: Set<String> = [
    ".git", ".hg", ".svn", "node_modules", "bower_components", ".build", ".venv", "venv", "__pycache__", ".terraform",
    ".next", ".nuxt", ".gradle", ".idea", ".vscode", "target", "dist", "coverage", ".cache", ".specvault",
  ]
}
