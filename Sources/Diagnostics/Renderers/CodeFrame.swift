/// The lines of a source that a finding points at, with carets below.
struct CodeFrame {
  let style: TextStyle
  let report: RedactedReport
  /// Columns that line numbers take.
  let gutter: Int

  /// More lines than these are cut short.
  private static let longest = 4

  func render(_ location: Location) -> [String] {
    let source = location.source
    guard !source.bytes.isEmpty else { return [] }
    let first = source.lines.line(at: location.range.lowerBound)
    let last = source.lines.line(at: max(location.range.lowerBound, location.range.upperBound - 1))
    guard first == last else { return block(source, first, last) }
    return single(source, first, location.range)
  }

  /// Several lines: a bar beside them instead of carets.
  private func block(_ source: SourceText, _ first: Int, _ last: Int) -> [String] {
    let shown = min(last, first + Self.longest - 1)
    var lines = (first...shown).map { line in
      let content = source.lines.content(of: line, in: source.bytes)
      let start = near(content.lowerBound..<content.lowerBound, content, source.bytes)
      return numbered(line, style.paint("> ", .red) + clipped(text(source, start), room - 2))
    }
    if shown < last { lines.append(margin + style.paint("> ", .red) + "… \(last - shown) more") }
    return lines
  }

  private func single(_ source: SourceText, _ line: Int, _ range: Range<Int>) -> [String] {
    let content = near(range, source.lines.content(of: line, in: source.bytes), source.bytes)
    let start = min(max(range.lowerBound, content.lowerBound), content.upperBound)
    let end = min(max(range.upperBound, start), content.upperBound)
    var before = text(source, content.lowerBound..<start)
    var marked = text(source, start..<end)
    let after = text(source, end..<content.upperBound)
    var cut = ""
    if DisplayWidth.of(before) + DisplayWidth.of(marked) + DisplayWidth.of(after) > room {
      marked = clipped(marked, max(room / 2, room - DisplayWidth.of(before) - 1))
      if DisplayWidth.of(before) + DisplayWidth.of(marked) > room - 10 {
        before = tail(before, max(8, (room - DisplayWidth.of(marked)) / 2 - 1))
        cut = "…"
      }
    }
    let column = DisplayWidth.of(cut) + DisplayWidth.of(before)
    let carets = TextStyle.row(of: "^", max(1, DisplayWidth.of(marked)))
    return [
      numbered(line, clipped(cut + before + marked + after, room)),
      margin + TextStyle.row(of: " ", column) + style.paint(carets, .red),
    ]
  }

  /// What may be seen of a line: one of a megabyte is not laid out whole for each of its findings.
  private func near(_ range: Range<Int>, _ line: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    var start = max(line.lowerBound, range.lowerBound - reach)
    while start > line.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    var end = min(line.upperBound, max(start, range.lowerBound) + reach)
    while end < line.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return start..<max(start, end)
  }

  /// In bytes: more than any part of a line that fits the terminal takes.
  private var reach: Int { max(256, style.width * 4) }

  private var room: Int { max(20, style.width - gutter - 3) }

  private var margin: String { TextStyle.row(of: " ", gutter) + style.paint(" │ ", .dim) }

  private func numbered(_ line: Int, _ text: String) -> String {
    let number = String(line + 1)
    return style.paint(TextStyle.row(of: " ", max(0, gutter - number.utf8.count)) + number + " │ ", .dim) + text
  }

  private func text(_ source: SourceText, _ range: Range<Int>) -> String {
    PlainLine.of(report.text(Location(source, range)))
  }

  private func clipped(_ text: String, _ room: Int) -> String {
    guard text.utf8.count > room, DisplayWidth.of(text) > room else { return text }
    if text.isPrintableASCII { return String(Substring(text.utf8.prefix(room - 1))) + "…" }
    var width = 0
    var result = ""
    for character in text {
      let next = DisplayWidth.of(character)
      if width + next > room - 1 { break }
      width += next
      result.append(character)
    }
    return result + "…"
  }

  private func tail(_ text: String, _ room: Int) -> String {
    if text.isPrintableASCII { return String(Substring(text.utf8.suffix(room))) }
    var width = 0
    var result: [Character] = []
    for character in text.reversed() {
      let next = DisplayWidth.of(character)
      if width + next > room { break }
      width += next
      result.append(character)
    }
    return String(result.reversed())
  }
}
