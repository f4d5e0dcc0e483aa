import Syntax

/// A value as a language writes it: `"…"`, `b'…'`, `@"…"`, `\"…\"`, `String::from("…")`, or without quotes.
struct WrittenValue {
  let range: Range<Int>
  let isBare: Bool

  /// Longer values are no secrets.
  private static let longest = 512

  static func read(
    _ text: UnsafeBufferPointer<UInt8>, _ start: ValueStart, name: Range<Int>, style: ValueStyle
  ) -> WrittenValue? {
    switch start.end {
    case .before(let mark): return enclosed(text, start.index, mark).map { WrittenValue(range: $0, isBare: false) }
    case .line: return line(text, start.index).map { WrittenValue(range: $0, isBare: true) }
    case .style, .quotes, .word: break
    }
    if let literal = literal(text, start.index) {
      return quoted(text, literal).map { WrittenValue(range: $0, isBare: false) }
    }
    guard start.end != .quotes, start.index < text.count, let range = bare(text, start.index, name) else { return nil }
    if let inString = insideString(text, name, range) { return WrittenValue(range: inString, isBare: false) }
    // `arn:aws:secretsmanager:…:secret:name`
    if TextCursor(text, at: name.lowerBound)[-1] == UInt8(ascii: ":") { return nil }
    guard start.end == .word || style == .bare || style == .prose else { return nil }
    return WrittenValue(range: range, isBare: true)
  }

  // MARK: Quotes

  /// What opens a literal, and where its text begins.
  private struct Opening {
    let start: Int
    let quote: UInt8
    /// How often the quote stands there: three times in Python, Kotlin and Swift.
    let count: Int
    /// Whether the quotes are escaped themselves: JSON inside a string.
    let isEscaped: Bool
  }

  private static let longestPrefix = 3
  /// What makes a string of a literal.
  private static let wrappers: [StaticString] = [
    "string::from(", "string.from(", "some(", "optional.of(", "new string(", "secretstr(", "secretstring(",
    "secretstring::new(", "secretstring::from(", "secret::new(", "buffer.from(", "[]byte(", "bytes(", "text(", "q(",
  ]

  private static func literal(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Opening? {
    var cursor = TextCursor(text, at: index)
    if cursor.byte.isLetter || cursor.byte == UInt8(ascii: "["), let wrapper = wrappers.first(where: cursor.stands) {
      cursor.skipWord(wrapper)
      cursor.skipBlanks()
    }
    if cursor.byte == UInt8(ascii: "&") { cursor.index += 1 }
    cursor.skip(atMost: longestPrefix) { "bfrulBFRUL@$#".utf8.contains($0) }
    var isEscaped = false
    if cursor.byte == UInt8(ascii: "\\") {
      isEscaped = true
      cursor.index += 1
    }
    let quote = cursor.byte
    guard "\"'`".utf8.contains(quote) else { return nil }
    let isTriple = !isEscaped && cursor[1] == quote && cursor[2] == quote
    return Opening(
      start: cursor.index + (isTriple ? 3 : 1), quote: quote, count: isTriple ? 3 : 1, isEscaped: isEscaped)
  }

  private static func quoted(_ text: UnsafeBufferPointer<UInt8>, _ opening: Opening) -> Range<Int>? {
    var start = opening.start
    if opening.count == 3 { while start < text.count, text[start].isSpace, start - opening.start < 64 { start += 1 } }
    var end = start
    let limit = min(text.count, start + longest)
    while end < limit {
      let byte = text[end]
      if byte == opening.quote, opening.count == 1 || TextCursor(text, at: end)[1] == opening.quote { break }
      if byte == 0x0A { if opening.count == 3 { break } else { return nil } }
      if byte == UInt8(ascii: "\\"), end + 1 < limit {
        // `\"` ends a text whose quotes are escaped, and goes on with any other.
        if opening.isEscaped, text[end + 1] == opening.quote { break }
        if text[end + 1] != 0x0A { end += 1 }
      }
      end += 1
    }
    guard end < limit, end > start else { return nil }
    return start..<end
  }

  // MARK: Without quotes

  private static func bare(_ text: UnsafeBufferPointer<UInt8>, _ first: Int, _ name: Range<Int>) -> Range<Int>? {
    guard !"{[|>".utf8.contains(text[first]) else { return nil }
    var end = first
    while end < text.count, end - first <= longest, !text[end].isSpace, !"\"'`;,<>()".utf8.contains(text[end]) {
      end += 1
    }
    // An escaped quote or line break behind it: JSON inside a string, a cell of a notebook.
    if end < text.count, "\"'".utf8.contains(text[end]), end > first, text[end - 1] == UInt8(ascii: "\\") { end -= 1 }
    if let escape = text[first..<end].firstIndex(of: UInt8(ascii: "\\")),
      TextCursor(text, at: escape)[1] == UInt8(ascii: "n")
    {
      end = escape
    }
    // What closes a mapping or a list around it: `{token: …}`, `[a, …]`.
    while end > first, "}]".utf8.contains(text[end - 1]), !text[first..<end].contains(text[end - 1] - 2) { end -= 1 }
    guard end > first, end - first <= longest else { return nil }
    return first..<end
  }

  /// The part of a bare value that a string around it ends: in a connection string a semicolon or a blank, in a query `&`,
  /// in `"NAME=value"` the quote that stands before the name.
  private static func insideString(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>, _ range: Range<Int>)
    -> Range<Int>?
  {
    let before = TextCursor(text, at: name.lowerBound)[-1]
    let sign = TextCursor(text, at: name.upperBound).byte
    let follower = TextCursor(text, at: range.upperBound).byte
    if "?&".utf8.contains(before) || TextCursor(text, at: name.lowerBound).follows("&amp;") {
      guard sign == UInt8(ascii: "=") else { return nil }
      let end = text[range].firstIndex { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "#") } ?? range.upperBound
      return end > range.lowerBound ? range.lowerBound..<end : nil
    }
    let isField = before == UInt8(ascii: ";") || before.isBlank
    if isField || "\"'".utf8.contains(before) && sign == UInt8(ascii: "="), follower == UInt8(ascii: ";") {
      return range
    }
    if isOption(text, name) { return range }
    guard sign == UInt8(ascii: "="), !text[range].contains(UInt8(ascii: "&")) else { return nil }
    if "\"'".utf8.contains(follower)
      || (follower == UInt8(ascii: "\\") && TextCursor(text, at: range.upperBound)[1] == UInt8(ascii: "\""))
    {
      return before == follower || isField && isAmongFields(text, name) ? range : nil
    }
    // `host=db user=app password=value dbname=x`
    guard follower.isBlank, before.isBlank, isAmongFields(text, name) else { return nil }
    return range
  }

  /// Whether the name is an option of a command, or stands in one: `--token=…`, `--set=db.password=…`.
  private static func isOption(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> Bool {
    guard TextCursor(text, at: name.upperBound).byte == UInt8(ascii: "=") else { return false }
    var index = name.lowerBound
    while index > 0, name.lowerBound - index < 64,
      Assignment.isNamePart(text[index - 1]) || "=.".utf8.contains(text[index - 1])
    {
      index -= 1
    }
    let start = TextCursor(text, at: index)
    return start.stands("--") && (start[-1].isSpace || "\"'`".utf8.contains(start[-1]))
  }

  /// Whether another `word=value` stands before the name on its line, the quote that opens the string before that.
  private static func isAmongFields(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> Bool {
    var index = name.lowerBound - 1
    var hasSign = false
    while index >= 0, name.lowerBound - index < 300, text[index] != 0x0A {
      if "\"'".utf8.contains(text[index]) { return hasSign }
      if text[index] == UInt8(ascii: "=") { hasSign = true }
      index -= 1
    }
    return false
  }

  // MARK: Marked by what follows

  private static func enclosed(_ text: UnsafeBufferPointer<UInt8>, _ first: Int, _ mark: UInt8) -> Range<Int>? {
    var end = first
    while end < text.count, end - first < longest, text[end] != mark { end += 1 }
    guard end < text.count, text[end] == mark else { return nil }
    while end > first, text[end - 1].isSpace { end -= 1 }
    return end > first ? first..<end : nil
  }

  private static func line(_ text: UnsafeBufferPointer<UInt8>, _ first: Int) -> Range<Int>? {
    var end = first
    while end < text.count, end - first < longest, !text[end].isLineBreak { end += 1 }
    while end > first, text[end - 1].isSpace { end -= 1 }
    return end > first ? first..<end : nil
  }
}
