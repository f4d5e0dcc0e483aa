/// npm's `dotenv` 17: one expression that is looked for from line to line, whose white space runs over line breaks.
enum NodeDotenv {
  static func read(_ source: [UInt8]) -> DotenvReading {
    let bytes = source.withLineFeeds(loneReturns: true)
    var reading = DotenvReading()
    var position = 0
    while position < bytes.count {
      let start = skipSpace(bytes, position)
      if let entry = entry(bytes, start) {
        reading.set(entry.key, bytes, .text(text(bytes, entry.value)))
        position = bytes.endOfLine(from: entry.end) + 1
      } else {
        position = bytes.endOfLine(from: start) + 1
      }
    }
    return reading
  }

  private struct Entry {
    let key: Range<Int>
    let value: Range<Int>
    let end: Int
  }

  private static func entry(_ bytes: [UInt8], _ start: Int) -> Entry? {
    if bytes.starts(with: "export", at: start) {
      let key = skipSpace(bytes, start + 6)
      if key > start + 6, let entry = keyAndValue(bytes, key) { return entry }
    }
    return keyAndValue(bytes, start)
  }

  private static func keyAndValue(_ bytes: [UInt8], _ start: Int) -> Entry? {
    let keyEnd = bytes.end(from: start) { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    guard keyEnd > start, let from = separatorEnd(bytes, keyEnd) else { return nil }
    let key = start..<keyEnd
    let first = skipSpace(bytes, from)
    if first < bytes.count, let quote = DotenvQuote(rawValue: bytes[first]),
      let close = close(bytes, quote.rawValue, first + 1)
    {
      return Entry(key: key, value: first..<close + 1, end: close + 1)
    }
    let end = bytes.end(from: from) { $0 != UInt8(ascii: "#") && $0 != 0x0A }
    return Entry(key: key, value: from..<end, end: end)
  }

  /// Behind `=` with white space before it, or behind `:` and one white space.
  private static func separatorEnd(_ bytes: [UInt8], _ keyEnd: Int) -> Int? {
    let sign = skipSpace(bytes, keyEnd)
    if sign < bytes.count, bytes[sign] == UInt8(ascii: "=") { return sign + 1 }
    guard keyEnd < bytes.count, bytes[keyEnd] == UInt8(ascii: ":") else { return nil }
    let space = spaceLength(bytes, keyEnd + 1)
    return space > 0 ? keyEnd + 1 + space : nil
  }

  /// The closing quote: the first that no backslash stands before, else the last of those, if only a comment follows it.
  private static func close(_ bytes: [UInt8], _ quote: UInt8, _ start: Int) -> Int? {
    var escaped: [Int] = []
    var index = start
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] == quote {
        escaped.append(index + 1)
        index += 2
      } else if bytes[index] == quote {
        if endsEntry(bytes, index + 1) { return index }
        break
      } else {
        index += 1
      }
    }
    return escaped.last { endsEntry(bytes, $0 + 1) }
  }

  private static func endsEntry(_ bytes: [UInt8], _ start: Int) -> Bool {
    var index = start
    while index < bytes.count, bytes[index] != 0x0A {
      let length = spaceLength(bytes, index)
      if length == 0 { return bytes[index] == UInt8(ascii: "#") }
      index += length
    }
    return true
  }

  private static func text(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var start = skipSpace(bytes, range.lowerBound)
    var end = range.upperBound
    while end > start, let length = spaceBefore(bytes, end), end - length >= start { end -= length }
    guard start < end, let quote = DotenvQuote(rawValue: bytes[start]) else {
      return Array(bytes[min(start, end)..<end])
    }
    if end - start > 1, bytes[end - 1] == quote.rawValue {
      start += 1
      end -= 1
    }
    return quote == .double ? bytes[start..<end].unescaped([0x6E: 0x0A, 0x72: 0x0D]) : Array(bytes[start..<end])
  }

  /// JavaScript's `\s`: among others U+00A0 and U+FEFF.
  private static func spaceLength(_ bytes: [UInt8], _ index: Int) -> Int {
    guard index < bytes.count else { return 0 }
    if bytes[index].isSpace { return 1 }
    if bytes.starts(with: "\u{A0}", at: index) { return 2 }
    return bytes.starts(with: "\u{FEFF}", at: index) || bytes.starts(with: "\u{3000}", at: index) ? 3 : 0
  }

  private static func spaceBefore(_ bytes: [UInt8], _ end: Int) -> Int? {
    if end > 0, bytes[end - 1].isSpace { return 1 }
    if spaceLength(bytes, end - 2) == 2 { return 2 }
    return end >= 3 && spaceLength(bytes, end - 3) == 3 ? 3 : nil
  }

  private static func skipSpace(_ bytes: [UInt8], _ start: Int) -> Int {
    var index = start
    while case let length = spaceLength(bytes, index), length > 0 { index += length }
    return index
  }
}
