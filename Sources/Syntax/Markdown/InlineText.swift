/// Reads the inside of a Markdown line: what it says without its marks, its links, its comments.
enum InlineText {
  /// The words of a line: emphasis, backticks, strike-through, link targets, footnote marks, comments and line-break tags
  /// removed, escapes and the common entities undone. Nothing inside a code span is touched.
  static func plain(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    var reader = PlainReader(bytes: bytes, index: range.lowerBound, end: range.upperBound)
    return reader.read()
  }

  static func links(_ bytes: [UInt8], _ range: Range<Int>) -> [MarkdownLink] {
    var result: [MarkdownLink] = []
    var index = range.lowerBound
    var isInCode = false
    while let open = bytes.firstOffset(of: UInt8(ascii: "["), in: index..<range.upperBound) {
      for byte in bytes[index..<open] where byte == UInt8(ascii: "`") { isInCode.toggle() }
      index = open + 1
      let limit = min(range.upperBound, open + longestLink)
      guard !isInCode,
        let close = bytes.firstOffset(of: UInt8(ascii: "]"), in: open..<limit),
        close + 1 < limit, bytes[close + 1] == UInt8(ascii: "("),
        let end = bytes.firstOffset(of: UInt8(ascii: ")"), in: close..<limit)
      else { continue }
      let target = bytes.trimmed(close + 2..<end)
      let first = bytes[target].firstIndex(where: \.isBlank) ?? target.upperBound
      result.append(
        MarkdownLink(
          text: bytes.text(open + 1..<close), target: bytes.text(target.lowerBound..<first),
          targetRange: target.lowerBound..<first))
      index = end + 1
    }
    return result
  }

  /// Brackets are matched over so many bytes: keeps a line of nothing but brackets linear.
  static let longestLink = 2_000

  static func comments(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var index = range.lowerBound
    while let open = bytes.firstOffset(of: UInt8(ascii: "<"), in: index..<range.upperBound) {
      index = open + 1
      guard bytes.starts(with: "<!--", at: open) else { continue }
      var end = open + 4
      while end < range.upperBound, !bytes.starts(with: "-->", at: end) { end += 1 }
      end = min(range.upperBound, end + 3)
      result.append(open..<end)
      index = end
    }
    return result
  }
}

private struct PlainReader {
  let bytes: [UInt8]
  var index: Int
  let end: Int
  var result: [UInt8] = []

  mutating func read() -> String {
    while index < end { step() }
    let trimmed = result.trimmed(0..<result.count)
    let text = result.text(trimmed)
    let mayHaveMarks =
      !trimmed.isEmpty
      && (result[trimmed.upperBound - 1] == UInt8(ascii: "*") || result[trimmed.upperBound - 1] >= 0x80)
    return mayHaveMarks ? strippedOfMarks(text) : text
  }

  private mutating func step() {
    switch bytes[index] {
    case UInt8(ascii: "\\") where index + 1 < end && isPunctuation(bytes[index + 1]):
      result.append(bytes[index + 1])
      index += 2
    case UInt8(ascii: "`"): code()
    case UInt8(ascii: "*"): emphasis(UInt8(ascii: "*"))
    case UInt8(ascii: "_"): emphasis(UInt8(ascii: "_"))
    case UInt8(ascii: "~") where bytes.starts(with: "~~", at: index): index += 2
    case UInt8(ascii: "["): bracket()
    case UInt8(ascii: "<"): tag()
    case UInt8(ascii: "&"): entity()
    default:
      result.append(bytes[index])
      index += 1
    }
  }

  private func isPunctuation(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !byte.isDigit && !byte.isLetter
  }

  private mutating func code() {
    var length = 0
    while index + length < end, bytes[index + length] == UInt8(ascii: "`") { length += 1 }
    var close = index + length
    while close < end {
      var run = 0
      while close + run < end, bytes[close + run] == UInt8(ascii: "`") { run += 1 }
      if run == length { break }
      close += max(run, 1)
    }
    guard close < end else {
      index += length
      return
    }
    var inner = Array(bytes[bytes.trimmed(index + length..<close)])
    while let escaped = inner.indices.first(where: {
      inner[$0] == 0x5C && $0 + 1 < inner.count && inner[$0 + 1] == 0x7C
    }) {
      inner.remove(at: escaped)
    }
    result += inner
    index = close + length
  }

  /// Drops `*` and `_` where they open or close emphasis; `feature/*`, `A_B` and `2 * 3` keep theirs.
  private mutating func emphasis(_ mark: UInt8) {
    var length = 0
    while index + length < end, bytes[index + length] == mark { length += 1 }
    let before = result.last ?? 0x20
    let after = index + length < end ? bytes[index + length] : 0x20
    let opens = !after.isSpace && (before.isSpace || isPunctuation(before) || before >= 0x80) && closes(mark, length)
    let isClosing = openMarks.last?.mark == mark && !before.isSpace
    if isClosing {
      openMarks.removeLast()
    } else if opens {
      openMarks.append((mark, length))
    } else {
      result += Array(repeating: mark, count: length)
    }
    index += length
  }

  private var openMarks: [(mark: UInt8, length: Int)] = []

  init(bytes: [UInt8], index: Int, end: Int) {
    self.bytes = bytes
    self.index = index
    self.end = end
  }

  /// Whether a run of the same mark follows that can close this one.
  private func closes(_ mark: UInt8, _ length: Int) -> Bool {
    var position = index + length
    while position < min(end, index + InlineText.longestLink) {
      if bytes[position] == mark, !bytes[position - 1].isSpace, position > index + length {
        var run = 0
        while position + run < end, bytes[position + run] == mark { run += 1 }
        let next = position + run < end ? bytes[position + run] : 0x20
        if run >= length, mark == UInt8(ascii: "*") || !next.isWord { return true }
        position += run
      } else {
        position += 1
      }
    }
    return false
  }

  /// `[text](target)` gives its text, `[^1]` nothing.
  private mutating func bracket() {
    guard let close = bytes.firstOffset(of: UInt8(ascii: "]"), in: index..<min(end, index + InlineText.longestLink))
    else {
      result.append(bytes[index])
      index += 1
      return
    }
    if index + 1 < end, bytes[index + 1] == UInt8(ascii: "^") {
      index = close + 1
    } else if close + 1 < end, bytes[close + 1] == UInt8(ascii: "("),
      let target = bytes.firstOffset(of: UInt8(ascii: ")"), in: close..<min(end, close + InlineText.longestLink))
    {
      result += Array(InlineText.plain(bytes, index + 1..<close).utf8)
      index = target + 1
    } else {
      result.append(bytes[index])
      index += 1
    }
  }

  private mutating func tag() {
    if bytes.starts(with: "<!--", at: index) {
      var close = index + 4
      while close < end, !bytes.starts(with: "-->", at: close) { close += 1 }
      index = min(end, close + 3)
      return
    }
    guard let close = bytes.firstOffset(of: UInt8(ascii: ">"), in: index..<min(end, index + 12)) else {
      result.append(bytes[index])
      index += 1
      return
    }
    let name = bytes.text(index + 1..<close).lowercased().filter { $0 != "/" && $0 != " " }
    switch name {
    case "br":
      result.append(0x20)
      index = close + 1
    case "b", "i", "em", "strong", "code", "sup", "sub":
      index = close + 1
    default:
      result.append(bytes[index])
      index += 1
    }
  }

  private mutating func entity() {
    for (name, text) in [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&nbsp;", " "), ("&#124;", "|")] {
      let encoded = Array(name.utf8)
      if index + encoded.count <= end, bytes[index..<index + encoded.count].elementsEqual(encoded) {
        result += Array(text.utf8)
        index += encoded.count
        return
      }
    }
    result.append(bytes[index])
    index += 1
  }

  /// Drops footnote signs behind the last word: `3000*`, `node†`, `1GB¹`; `feature/*` keeps its star.
  private func strippedOfMarks(_ text: String) -> String {
    var characters = Array(text)
    while let last = characters.last {
      if last.isWhitespace || "¹²³⁴⁵⁶⁷⁸⁹†‡".contains(last) {
        characters.removeLast()
      } else if last == "*", characters.count > 1,
        characters[characters.count - 2].isLetter || characters[characters.count - 2].isNumber
      {
        characters.removeLast()
      } else {
        break
      }
    }
    return String(characters)
  }
}
