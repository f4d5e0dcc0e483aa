import Diagnostics

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
  /// Whether a link stands at the path where none is followed.
  package let isLink: Bool
  /// Whether a folder stands where a file was to be.
  package let isFolder: Bool

  package var description: String { "\(path): \(reason)" }

  init(_ path: String, _ code: Int32) {
    self.path = path
    reason = String(cString: strerror(code)).lowercased()
    isMissing = code == ENOENT || code == ENOTDIR
    isLink = code == ELOOP
    isFolder = code == EISDIR
  }

  init(_ path: String, _ message: String, isFolder: Bool = false) {
    self.path = path
    reason = message
    isMissing = false
    isLink = false
    self.isFolder = isFolder
  }
}

/// Hands a path to the system as the bytes that it stands for; one with a NUL in it, which the system would cut, as none.
func withSystemPath<Result>(_ path: String, _ body: (UnsafePointer<CChar>) throws -> Result) rethrows -> Result {
  let bytes = PathBytes.bytes(path)
  let name = bytes.contains(0) ? [] : bytes
  return try name.withUnsafeBufferPointer { buffer in
    try withUnsafeTemporaryAllocation(of: CChar.self, capacity: buffer.count + 1) { room in
      for (index, byte) in buffer.enumerated() { room[index] = CChar(bitPattern: byte) }
      room[buffer.count] = 0
      return try room.baseAddress.map { try body($0) } ?? body("")
    }
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
    return PathBytes.text(UnsafeBufferPointer(start: buffer, count: strlen(buffer)).map { UInt8(bitPattern: $0) })
  }

  /// What stands at a path; links are followed unless told otherwise. `nil` if there is nothing.
  package static func kind(_ path: String, followingLinks: Bool = true) -> Kind? {
    var info = stat()
    guard withSystemPath(path, { followingLinks ? stat($0, &info) : lstat($0, &info) }) == 0 else { return nil }
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
    return withSystemPath(path) { stat($0, &info) } == 0 ? Int(info.st_size) : 0
  }

  package enum Content: Sendable {
    case bytes([UInt8])
    /// The file is larger than the limit, and this large.
    case tooLarge(Int)
  }

  /// The bytes of a regular file.
  ///
  /// - Parameters:
  ///   - limit: in bytes; a larger file is not read.
  ///   - followingLinks: whether a link is read as what it leads to; links among the folders above are followed always.
  /// - Throws: `FileError` when it is missing, unreadable, a folder or no regular file.
  package static func read(
    _ path: String, limit: Int = .max, followingLinks: Bool = true
  ) throws(FileError) -> Content {
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followingLinks ? 0 : O_NOFOLLOW)
    let descriptor = withSystemPath(path) { open($0, flags) }
    guard descriptor >= 0 else { throw FileError(path, errno) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw FileError(path, errno) }
    if info.st_mode & S_IFMT == S_IFDIR { throw FileError(path, "is a folder", isFolder: true) }
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

  /// Replaces a file's content in one step: a reader sees the old bytes or the new ones. Its mode is kept. What is no
  /// regular file, such as a device, is written to as it is.
  ///
  /// - Throws: `FileError`, also where a link stands at the path: nothing is written through one.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    var info = stat()
    let isThere = withSystemPath(path) { lstat($0, &info) } == 0
    if isDescriptor(path) || isThere && ![S_IFREG, S_IFLNK, S_IFDIR].contains(info.st_mode & S_IFMT) {
      return try writeInPlace(bytes, path)
    }
    if isThere, info.st_mode & S_IFMT == S_IFLNK {
      throw FileError(path, "is a link, and nothing is written through links")
    }
    let mode: mode_t = isThere ? info.st_mode & 0o7777 : 0o644
    let temporary = path + ".speclint-\(getpid())"
    let descriptor = withSystemPath(temporary) { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode) }
    guard descriptor >= 0 else { throw FileError(path, errno) }
    var failure = writeAll(bytes, descriptor)
    fchmod(descriptor, mode)
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, withSystemPath(temporary, { from in withSystemPath(path) { rename(from, $0) } }) != 0 {
      failure = errno
    }
    guard failure == 0 else {
      _ = withSystemPath(temporary) { unlink($0) }
      throw FileError(path, failure)
    }
  }

  /// `/dev/stdout` and the like: links of the system's own to what the process has open.
  private static func isDescriptor(_ path: String) -> Bool {
    ["/dev/stdout", "/dev/stderr"].contains(path) || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
  }

  private static func writeInPlace(_ bytes: [UInt8], _ path: String) throws(FileError) {
    let descriptor = withSystemPath(path) { open($0, O_WRONLY | O_TRUNC | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileError(path, errno) }
    var failure = writeAll(bytes, descriptor)
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure != 0 { throw FileError(path, failure) }
  }

  /// - Returns: the error's number; 0 for none.
  private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32) -> Int32 {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Self.retrying { writeBytes(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written) }
      }
      if count < 0 { return errno }
      written += count
    }
    return 0
  }

  /// - Throws: What would keep ``write(_:to:)`` from replacing a file.
  package static func requireReplaceable(_ path: String) throws(FileError) {
    if kind(path, followingLinks: false) == .link {
      throw FileError(path, "is a link, and nothing is written through links")
    }
    let probe = path + ".speclint-\(getpid())"
    let descriptor = withSystemPath(probe) { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard descriptor >= 0 else { throw FileError(path, errno) }
    close(descriptor)
    _ = withSystemPath(probe) { unlink($0) }
  }

  /// Makes a folder and those above it.
  package static func createFolder(_ path: String, mode: mode_t = 0o755) throws(FileError) {
    guard !exists(path) else { return }
    try createFolder(PathText.parent(path), mode: mode)
    guard withSystemPath(path, { mkdir($0, mode) }) == 0 || errno == EEXIST else { throw FileError(path, errno) }
  }

  /// The first part of a path below a folder that is a link, the last included.
  package static func link(on path: String, below folder: String) -> String? {
    var current = folder
    for part in PathText.relative(path, to: folder).split(separator: "/") {
      current = PathText.join(current, String(part))
      if part != "..", kind(current, followingLinks: false) == .link { return current }
    }
    return nil
  }

  /// Why a folder cannot be listed; nil where it can.
  package static func listingFailure(_ folder: String) -> FileError? {
    guard let directory = withSystemPath(folder, { opendir($0) }) else { return FileError(folder, errno) }
    closedir(directory)
    return nil
  }

  /// The names in a folder, sorted, with what each of them is; links are not followed.
  ///
  /// - Parameter isWanted: whether a name is one of those that are looked for.
  package static func entries(
    of folder: String, where isWanted: (_ name: String) -> Bool = { _ in true }
  ) -> [(name: String, kind: Kind)] {
    guard let directory = withSystemPath(folder, { opendir($0) }) else { return [] }
    defer { closedir(directory) }
    var result: [(String, Kind)] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: UInt8.self, capacity: Int(NAME_MAX) + 1) { name in
          PathBytes.text(UnsafeBufferPointer(start: name, count: Self.length(name)))
        }
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

  private static func length(_ name: UnsafePointer<UInt8>) -> Int {
    (0..<Int(NAME_MAX)).first { name[$0] == 0 } ?? Int(NAME_MAX)
  }

  /// All files below a folder, relative to it, sorted. Links to files count, links to folders are not entered.
  package static func files(below root: String, excluding excluded: Set<String>) -> [String] {
    list(below: root, excluding: excluded).files
  }

  /// The same, and the folders that could not be read.
  package static func list(below root: String, excluding excluded: Set<String>) -> (files: [String], unread: [String]) {
    var files: [String] = []
    var unread: [String] = []
    var pending = [""]
    while let folder = pending.popLast() {
      let found = entries(of: PathText.join(root, folder))
      if found.isEmpty, listingFailure(PathText.join(root, folder)) != nil { unread.append(folder) }
      for (name, kind) in found {
        let path = folder.isEmpty ? name : folder + "/" + name
        switch kind {
        case .file: files.append(path)
        case .folder where !excluded.contains(name): pending.append(path)
        case .link where self.kind(PathText.join(root, path)) == .file: files.append(path)
        default: break
        }
      }
    }
    return (files.sorted(), unread.sorted())
  }

  /// Folders that hold other people's code or what a build makes.
  package static let usualExcludes: Set<String> = [
    ".git", ".hg", ".svn", "node_modules", "bower_components", ".build", ".venv", "venv", "__pycache__", ".terraform",
    ".next", ".nuxt", ".gradle", ".idea", ".vscode", "target", "dist", "coverage", ".cache", ".specvault",
  ]
}
