import ByteSearch
import Workspace

/// Paths of WORKDIR and COPY as Linux and Windows images have them.
enum WorkdirPath {
  /// Whether a path does not depend on where the image stands; one that begins with a variable may not.
  static func isAbsolute(_ path: String) -> Bool {
    let bare = path.drop { $0 == "\"" || $0 == "'" }
    return bare.hasPrefix("/") || bare.hasPrefix("$") || bare.hasPrefix("\\") || bare.dropFirst().hasPrefix(":")
  }
}

/// Archives that ADD unpacks: tar files, compressed or not, as far as names tell (Dockerfile reference, ADD).
enum ArchiveName {
  private static let endings = [
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tb2", ".tar.xz", ".txz", ".tar.lzma", ".tlz", ".tar.zst",
    ".tar.Z", ".tZ", ".tpz", ".gz", ".bz2", ".xz", ".lz", ".lzma", ".Z", ".tz",
  ]

  static func isArchive(_ path: String) -> Bool {
    let bare = ContextPath.unquoted(path)
    return endings.contains { bare.hasSuffix($0) }
  }
}

/// What ADD does and COPY does not.
enum AddSource {
  static func isRemote(_ source: String) -> Bool {
    let bare = source.drop { $0 == "\"" || $0 == "'" }
    return bare.contains("://") || bare.hasPrefix("git@") || bare.hasSuffix(".git") || bare.contains(".git#")
  }

  /// `repository.git#COMMIT`: what it downloads cannot change.
  static func isPinned(_ source: String) -> Bool {
    guard let mark = source.lastIndex(of: "#") else { return false }
    let reference = source[source.index(after: mark)...].prefix { $0 != ":" }
    return reference.utf8.count == 40 && reference.allSatisfy(\.isHexDigit)
  }

  /// Whether nothing but the file itself can come of it: the context as a whole, a text by its ending. ADD knows archives
  /// by their content, so that any other name may be one.
  static func isPlain(_ source: String) -> Bool {
    let path = ContextPath.unquoted(source)
    if [".", "./", "/"].contains(path) { return true }
    guard !path.contains("$"), let dot = path.lastIndex(of: ".") else { return false }
    return textEndings.contains(path[path.index(after: dot)...].lowercased())
  }

  private static let textEndings: Set<String> = [
    "json", "js", "mjs", "cjs", "ts", "tsx", "jsx", "py", "rb", "go", "java", "kt", "rs", "php", "pl", "sh", "bash",
    "conf", "cfg", "cnf", "ini", "toml", "yaml", "yml", "xml", "properties", "txt", "md", "html", "css", "sql", "lock",
    "mod", "sum", "gradle", "csproj", "sln", "list", "repo", "env", "pem", "crt", "service", "vcl", "tmpl", "template",
  ]

  /// Whether it is downloaded or unpacked, or may be: a variable can hold a URL.
  static func needsADD(_ source: String) -> Bool {
    isRemote(source) || ArchiveName.isArchive(source) || source.drop { $0 == "\"" || $0 == "'" }.hasPrefix("$")
      || source.hasPrefix("<<")
  }
}

/// Paths of a build's context, and of the image.
enum ContextPath {
  /// Relative to the context's root: `src/a` of `./src/a`, `/src/a` and `"src/a/"`; `.` for all of it.
  static func normalized(_ path: String) -> String {
    let bare = unquoted(path)
    let clean = PathText.normalized(bare)
    // A relative path that stays below the root is written as it was.
    if !PathText.isAbsolute(clean), clean != "..", !clean.hasPrefix("../") { return clean }
    let absolute = PathText.normalized(PathText.join("/", clean))
    return absolute == "/" ? "." : String(absolute.dropFirst())
  }

  /// Whether a source of COPY stands for one file or folder of the context, not for the whole of it.
  static func isOneFile(_ source: String) -> Bool {
    !source.contains(where: { "$*?[".contains($0) }) && !source.hasPrefix("<<") && !AddSource.isRemote(source)
      && normalized(source) != "."
  }

  static func normalizedAbsolute(_ path: String) -> String {
    PathText.normalized(unquoted(path))
  }

  static func unquoted(_ path: String) -> String {
    guard path.utf8.contains(where: isQuote) else { return path }
    return String(decoding: path.utf8.filter { !isQuote($0) }, as: UTF8.self)
  }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }
}
