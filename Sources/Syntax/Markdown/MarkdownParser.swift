import Diagnostics

package enum MarkdownParser {
  package static func parse(_ source: SourceText) -> MarkdownTree {
    var reader = MarkdownReader(source)
    return reader.read()
  }
}

private struct MarkdownReader {
  private let source: SourceText
  private let bytes: [UInt8]
  private var frontMatter: [MarkdownField] = []
  private var blocks: [MarkdownBlock] = []
  private var links: [MarkdownLink] = []
  private var comments: [Range<Int>] = []
  private var problems: [SyntaxProblem]
  private var line = 0

  init(_ source: SourceText) {
    self.source = source
    (bytes, problems) = sanitizedUTF8(source.bytes)
  }

  mutating func read() -> MarkdownTree {
    readFrontMatter()
    while line < source.lines.count { readBlock() }
    return MarkdownTree(
      source: source, frontMatter: frontMatter, blocks: blocks, links: links, comments: comments,
      problems: problems.sortedAndCapped())
  }

  private func content(_ line: Int) -> Range<Int> {
    var range = source.lines.content(of: line, in: bytes)
    if line == 0, bytes.starts(with: "\u{FEFF}", at: 0) { range = min(3, range.upperBound)..<range.upperBound }
    return range
  }

  private func trimmed(_ line: Int) -> Range<Int> { bytes.trimmed(content(line)) }

  // MARK: Front matter

  /// `---`, then lines of `key: value` read one by one: a value that is no YAML (`{{DATE}}`) spoils nothing.
  private mutating func readFrontMatter() {
    guard isRule(0, of: UInt8(ascii: "-")) else { return }
    guard let end = (1..<max(1, source.lines.count)).first(where: { isRule($0, of: UInt8(ascii: "-")) }) else {
      return
    }
    for index in 1..<end {
      let range = content(index)
      guard !range.isEmpty, !bytes[range.lowerBound].isBlank, bytes[range.lowerBound] != UInt8(ascii: "#"),
        let colon = bytes.firstOffset(of: UInt8(ascii: ":"), in: range)
      else { continue }
      let key = bytes.trimmed(range.lowerBound..<colon)
      let value = fieldValue(bytes.trimmed(colon + 1..<range.upperBound))
      frontMatter.append(
        MarkdownField(key: bytes.text(key), value: bytes.text(value), range: range, valueRange: value))
    }
    line = end + 1
  }

  private func fieldValue(_ range: Range<Int>) -> Range<Int> {
    guard range.count >= 2, let first = bytes[range].first, first == bytes[range.upperBound - 1],
      first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    else { return range }
    return range.lowerBound + 1..<range.upperBound - 1
  }

  private func isRule(_ line: Int, of byte: UInt8) -> Bool {
    guard line < source.lines.count else { return false }
    let range = trimmed(line)
    return range.count >= 3 && bytes[range].allSatisfy { $0 == byte }
  }

  // MARK: Blocks

  private mutating func readBlock() {
    let range = trimmed(line)
    guard let first = bytes[range].first else {
      line += 1
      return
    }
    if first == UInt8(ascii: "#"), let heading = heading(range) {
      blocks.append(.heading(heading))
      line += 1
    } else if isFence(range) {
      readCode(range)
    } else if bytes.starts(with: "<!--", at: range.lowerBound) {
      readComment(range)
    } else if isTableStart() {
      readTable()
    } else if first == UInt8(ascii: ">") {
      readQuote()
    } else if isListItem(range) {
      readListItem(range)
    } else {
      readParagraph(range)
    }
  }

  private func heading(_ range: Range<Int>) -> MarkdownHeading? {
    var level = 0
    while level < range.count, bytes[range.lowerBound + level] == UInt8(ascii: "#") { level += 1 }
    let after = range.lowerBound + level
    guard level <= 6, after == range.upperBound || bytes[after].isBlank else { return nil }
    var text = bytes.trimmed(after..<range.upperBound)
    while text.count > 1, bytes[text.upperBound - 1] == UInt8(ascii: "#") {
      text = bytes.trimmed(text.lowerBound..<text.upperBound - 1)
    }
    let words = InlineText.plain(bytes, text)
    let (number, title) = splitNumber(words)
    return MarkdownHeading(level: level, number: number, title: title, range: range)
  }

  /// `4.3 Title`, `4.3. Title`, `4) Title`.
  private func splitNumber(_ text: String) -> (String, String) {
    let utf8 = Array(text.utf8)
    var end = 0
    while end < utf8.count, utf8[end].isDigit || utf8[end] == UInt8(ascii: ".") { end += 1 }
    guard end > 0, utf8[0].isDigit, end < utf8.count else { return ("", text) }
    var rest = end
    if utf8[rest] == UInt8(ascii: ")") { rest += 1 }
    guard rest < utf8.count, utf8[rest].isBlank else { return ("", text) }
    let number = utf8[utf8.startIndex..<end].last == UInt8(ascii: ".") ? utf8[0..<end - 1] : utf8[0..<end]
    let title = utf8.trimmed(rest..<utf8.count)
    return (String(decoding: number, as: UTF8.self), utf8.text(title))
  }

  private func isFence(_ range: Range<Int>) -> Bool {
    bytes.starts(with: "```", at: range.lowerBound) || bytes.starts(with: "~~~", at: range.lowerBound)
  }

  private mutating func readCode(_ opening: Range<Int>) {
    let mark = bytes[opening.lowerBound]
    var length = 0
    while length < opening.count, bytes[opening.lowerBound + length] == mark { length += 1 }
    let info = bytes.text(bytes.trimmed(opening.lowerBound + length..<opening.upperBound))
    let language = info.split(separator: " ").first.map { $0.lowercased() } ?? ""
    let start = line + 1 < source.lines.count ? source.lines.starts[line + 1] : bytes.count
    line += 1
    while line < source.lines.count {
      let range = trimmed(line)
      let isClosing = range.count >= length && bytes[range].allSatisfy { $0 == mark }
      if isClosing { break }
      line += 1
    }
    let end = line < source.lines.count ? source.lines.starts[line] : bytes.count
    let closing = line < source.lines.count ? trimmed(line).upperBound : bytes.count
    if line >= source.lines.count {
      problems.append(SyntaxProblem(opening, "a fenced code block that is never closed"))
    }
    line += 1
    blocks.append(
      .code(
        MarkdownCode(
          language: language, content: start..<max(start, end),
          range: opening.lowerBound..<max(opening.upperBound, closing))))
  }

  private mutating func readComment(_ range: Range<Int>) {
    var end = range.lowerBound + 4
    while end < bytes.count, !bytes.starts(with: "-->", at: end) { end += 1 }
    end = min(bytes.count, end + 3)
    comments.append(range.lowerBound..<end)
    line = source.lines.line(at: max(range.lowerBound, end - 1)) + 1
  }

  private mutating func readQuote() {
    let start = trimmed(line).lowerBound
    var end = start
    var text: [String] = []
    while line < source.lines.count {
      let range = trimmed(line)
      guard bytes[range].first == UInt8(ascii: ">") else { break }
      let inner = bytes.trimmed(range.lowerBound + 1..<range.upperBound)
      text.append(InlineText.plain(bytes, inner))
      noteInlines(inner)
      end = range.upperBound
      line += 1
    }
    blocks.append(.quote(text.joined(separator: "\n"), start..<end))
  }

  private func isListItem(_ range: Range<Int>) -> Bool {
    let first = bytes[range.lowerBound]
    if first == UInt8(ascii: "-") || first == UInt8(ascii: "*") || first == UInt8(ascii: "+") {
      return range.count > 1 && bytes[range.lowerBound + 1].isBlank
    }
    var index = range.lowerBound
    while index < range.upperBound, bytes[index].isDigit { index += 1 }
    return index > range.lowerBound && index + 1 < range.upperBound
      && (bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ")")) && bytes[index + 1].isBlank
  }

  private mutating func readListItem(_ range: Range<Int>) {
    let space = range.lowerBound + (bytes[range].firstIndex(where: \.isBlank) ?? range.lowerBound) - range.lowerBound
    let inner = bytes.trimmed(space..<range.upperBound)
    noteInlines(inner)
    blocks.append(.listItem(InlineText.plain(bytes, inner), range))
    line += 1
  }

  private mutating func readParagraph(_ range: Range<Int>) {
    noteInlines(range)
    blocks.append(.paragraph(InlineText.plain(bytes, range), range))
    line += 1
  }

  private mutating func noteInlines(_ range: Range<Int>) {
    links += InlineText.links(bytes, range)
    comments += InlineText.comments(bytes, range)
  }

  // MARK: Tables

  private func isTableStart() -> Bool {
    guard line + 1 < source.lines.count, bytes[trimmed(line)].contains(UInt8(ascii: "|")) else { return false }
    return isDelimiterRow(trimmed(line + 1))
  }

  private func isDelimiterRow(_ range: Range<Int>) -> Bool {
    guard bytes[range].contains(UInt8(ascii: "-")) else { return false }
    let isRuled = bytes[range].allSatisfy {
      $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "|") || $0.isBlank
    }
    return isRuled && bytes[range].contains(UInt8(ascii: "|"))
  }

  private mutating func readTable() {
    let start = trimmed(line)
    let header = cells(start)
    line += 2
    var rows: [MarkdownRow] = []
    var end = trimmed(line - 1).upperBound
    while line < source.lines.count {
      let range = trimmed(line)
      guard !range.isEmpty, bytes[range].contains(UInt8(ascii: "|")) else { break }
      rows.append(MarkdownRow(cells: cells(range), range: range))
      end = range.upperBound
      line += 1
    }
    blocks.append(.table(MarkdownTable(header: header, rows: rows, range: start.lowerBound..<end)))
  }

  private mutating func cells(_ range: Range<Int>) -> [MarkdownCell] {
    noteInlines(range)
    var result: [MarkdownCell] = []
    var start = range.lowerBound
    if bytes[start] == UInt8(ascii: "|") { start += 1 }
    var index = start
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      if bytes[index] == UInt8(ascii: "|") {
        result.append(cell(start..<index))
        start = index + 1
      }
      index += 1
    }
    if start < range.upperBound {
      let last = cell(start..<range.upperBound)
      if !last.text.isEmpty || !bytes.starts(with: "<!--", at: last.range.lowerBound) { result.append(last) }
    }
    return result
  }

  private func cell(_ range: Range<Int>) -> MarkdownCell {
    var range = range
    while range.lowerBound < range.upperBound, bytes[range.lowerBound].isSpace {
      range = range.lowerBound + 1..<range.upperBound
    }
    while range.lowerBound < range.upperBound, bytes[range.upperBound - 1].isSpace {
      range = range.lowerBound..<range.upperBound - 1
    }
    return MarkdownCell(text: InlineText.plain(bytes, range), range: range)
  }
}
