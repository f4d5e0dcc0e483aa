import ByteSearch
import Diagnostics
import Workspace

/// Finds what speaks to speclint in texts that have no parser here: programs, notes, settings of other tools.
enum TextComments {
  struct Comment {
    /// From the comment's mark to its end.
    let range: Range<Int>
    let words: String
  }

  static let mark: StaticString = "speclint:"

  /// The comments that begin with `speclint:`. A comment begins with a mark of the text's own language, and not in a string
  /// of its line.
  static func find(in source: SourceText, path: String) -> [Comment] {
    guard source.bytes.contains(ascii: mark) else { return [] }
    let marks = marks(of: path)
    return (0..<source.lines.count).compactMap { line in
      let content = source.lines.content(of: line, in: source.bytes)
      guard let found = source.bytes.firstRange(of: "speclint:".utf8, in: content) else { return nil }
      return comment(source, content, found, marks)
    }
  }

  private static func comment(
    _ source: SourceText, _ line: Range<Int>, _ found: Range<Int>, _ marks: [[UInt8]]
  ) -> Comment? {
    let before = source.bytes[line.lowerBound..<found.lowerBound]
    let bare = before.dropLast(before.reversed().prefix { $0.isSpace }.count)
    guard let mark = marks.first(where: { bare.suffix($0.count).elementsEqual($0) }) else { return nil }
    // Marks are written twice and more: `///`, `;;`, `/**`.
    let repeated = bare.dropLast(mark.count).reversed().prefix { $0 == mark[0] }.count
    let code = bare.dropLast(mark.count + repeated)
    guard mayPrecede(code.last), !isInString(code) else { return nil }
    var words = source.text(found.lowerBound..<line.upperBound)
    for end in ["-->", "*/"] {
      if let range = words.firstRange(of: end) { words = String(words[..<range.lowerBound]) }
    }
    return Comment(range: code.endIndex..<line.upperBound, words: words)
  }

  /// What stands before a comment: nothing, a space, a bracket, the end of a statement.
  private static func mayPrecede(_ byte: UInt8?) -> Bool {
    byte.map { $0.isSpace || ",;(){}[]>".utf8.contains($0) } ?? true
  }

  private static func isInString(_ code: ArraySlice<UInt8>) -> Bool {
    "\"'`".utf8.contains { quote in code.count { $0 == quote } % 2 == 1 }
  }

  /// What comments begin with in a text of that name.
  private static func marks(of path: String) -> [[UInt8]] {
    let name = PathText.name(path).lowercased()
    let ending = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
    let marks =
      byEnding.first { $0.endings.contains(ending) }?.marks ?? ["#", "//", "/*", "--", ";", "<!--", "%"]
    return marks.map { Array($0.utf8) }
  }

  private static let byEnding: [(endings: Set<String>, marks: [String])] = [
    (["md", "markdown", "html", "htm", "xml", "svg", "xhtml"], ["<!--"]),
    (["rst"], [".."]),
    (["adoc", "asciidoc"], ["//"]),
    (["txt", "csv", "tsv", "log"], ["#"]),
    (["vue", "svelte", "astro"], ["//", "/*", "<!--"]),
    (
      [
        "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "go", "java", "kt", "kts", "scala", "groovy", "rs", "cs",
        "fs", "swift", "dart", "c", "h", "cc", "cpp", "hpp", "m", "gradle", "proto", "jsonc", "json5", "json", "css",
        "scss", "less", "zig",
      ], ["//", "/*"]
    ),
    (["php", "tf", "tfvars", "hcl", "nix"], ["#", "//", "/*"]),
    (["sql", "lua", "hs", "elm"], ["--", "/*"]),
    (["clj", "cljs", "edn", "el", "lisp", "ini", "cfg"], [";", "#"]),
    (["vb", "vbs", "bas"], ["'"]),
    (["tex", "erl"], ["%"]),
    (
      [
        "py", "rb", "pl", "pm", "ps1", "ex", "exs", "sh", "bash", "zsh", "fish", "r", "jl", "yml", "yaml", "toml",
        "conf", "properties", "env", "mk", "awk", "tcl",
      ], ["#"]
    ),
  ]
}
