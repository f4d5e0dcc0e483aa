/// How a text report looks: its width in columns, and whether it has colours.
package struct TextStyle: Sendable {
  package var width: Int
  package var isColored: Bool
  /// One line per finding, without frames; no summary when there is nothing to say.
  package var isQuiet: Bool
  /// Whether each examined file is listed, and what it was taken to be.
  package var showsFiles = false
  /// Whether the places of values are listed that could not be resolved.
  package var showsUnknown = false
  /// How many threads may write.
  package var jobs = 1

  package init(width: Int = 100, isColored: Bool = false, isQuiet: Bool = false) {
    self.width = max(40, width)
    self.isColored = isColored
    self.isQuiet = isQuiet
  }

  enum Ink: String {
    case bold = "1"
    case dim = "2"
    case red = "1;31"
    case yellow = "1;33"
    case blue = "1;34"
    case cyan = "36"
  }

  func paint(_ text: String, _ ink: Ink) -> String {
    isColored && !text.isEmpty ? "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m" : text
  }

  func paint(_ severity: Severity) -> String {
    switch severity {
    case .error: paint("error", .red)
    case .warning: paint("warning", .yellow)
    case .advice: paint("advice", .blue)
    }
  }

  /// An ASCII character so many times over.
  static func row(of character: Unicode.Scalar, _ count: Int) -> String {
    String(unsafeUninitializedCapacity: count) { buffer in
      buffer.initialize(repeating: UInt8(ascii: character))
      return count
    }
  }

  /// Breaks words into lines; the first begins at a column, the rest are indented.
  package func wrap(_ text: String, from start: Int, indent: Int) -> String {
    if start + DisplayWidth.of(text) <= width { return text }
    var lines: [String] = []
    var line = ""
    var column = start
    for part in text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
      let word = Substring(part)
      let length = DisplayWidth.of(word)
      if !line.isEmpty, column + 1 + length > width {
        lines.append(line)
        line = Self.row(of: " ", indent) + word
        column = indent + length
      } else {
        line += line.isEmpty ? String(word) : " " + word
        column += length + (line.utf8.count == word.utf8.count ? 0 : 1)
      }
    }
    lines.append(line)
    return lines.joined(separator: "\n")
  }
}
