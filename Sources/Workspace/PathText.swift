/// Paths as text: joined, normalised and made relative without asking the file system.
package enum PathText {
  package static func isAbsolute(_ path: String) -> Bool { path.hasPrefix("/") }

  package static func join(_ folder: String, _ path: String) -> String {
    if isAbsolute(path) || folder.isEmpty || folder == "." { return path }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }

  /// Without `.`, `..` that can be resolved, and doubled slashes.
  package static func normalized(_ path: String) -> String {
    if isNormalized(path) { return path }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute(path) {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    if isAbsolute(path) { return "/" + joined }
    return joined.isEmpty ? "." : joined
  }

  /// Whether no part is empty, `.` or `..`: most paths are such, and stay what they are.
  private static func isNormalized(_ path: String) -> Bool {
    var length = 0
    var isDots = true
    for byte in path.utf8.dropFirst(isAbsolute(path) ? 1 : 0) {
      if byte == UInt8(ascii: "/") {
        if length == 0 || isDots && length < 3 { return false }
        length = 0
        isDots = true
      } else {
        length += 1
        if byte != UInt8(ascii: ".") { isDots = false }
      }
    }
    return length > 0 ? !isDots || length > 2 : path.utf8.elementsEqual("/".utf8)
  }

  /// The folder that holds a path: `.` for a bare name, `/` at the top.
  package static func parent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  package static func name(_ path: String) -> String {
    let trimmed = path.hasSuffix("/") && path != "/" ? path.dropLast() : path[...]
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return String(trimmed) }
    return String(trimmed[trimmed.utf8.index(after: slash)...])
  }

  /// An absolute path as seen from an absolute folder; with `../` where it lies outside.
  package static func relative(_ path: String, to folder: String) -> String {
    if folder != "/", isBelow(folder, path) {
      return String(Substring(path.utf8.dropFirst(folder.utf8.count + 1)))
    }
    let from = folder.split(separator: "/")
    let to = path.split(separator: "/")
    var common = 0
    while common < from.count, common < to.count, from[common] == to[common] { common += 1 }
    let parts = Array(repeating: Substring(".."), count: from.count - common) + to[common...]
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// The deepest folder that holds two absolute ones.
  package static func commonFolder(_ first: String, _ second: String) -> String {
    let parts = zip(first.split(separator: "/"), second.split(separator: "/")).prefix { $0 == $1 }.map(\.0)
    return "/" + parts.joined(separator: "/")
  }

  /// Whether a path is a folder or lies in it.
  package static func contains(_ folder: String, _ path: String) -> Bool {
    folder == "/" || path == folder || isBelow(folder, path)
  }

  /// By bytes: two names that look alike are two.
  private static func isBelow(_ folder: String, _ path: String) -> Bool {
    path.utf8.starts(with: folder.utf8) && path.utf8.dropFirst(folder.utf8.count).first == UInt8(ascii: "/")
  }
}
