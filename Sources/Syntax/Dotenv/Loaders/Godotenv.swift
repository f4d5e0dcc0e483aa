/// Go's godotenv 1.5.
enum Godotenv {
  static func read(_ source: [UInt8]) -> DotenvReading {
    let bytes = source.withLineFeeds(loneReturns: false)
    var reading = DotenvReading()
    var scope = DotenvScope()
    var position = GoText.statement(bytes, 0)
    while position < bytes.count {
      guard let (key, first) = key(bytes, position), let (value, end) = value(bytes, first, scope) else {
        reading.fail(at: position)
        return reading
      }
      scope[bytes[key]] = value
      reading.set(key, bytes, .text(value))
      position = GoText.statement(bytes, end)
    }
    return reading
  }

  private static func key(_ bytes: [UInt8], _ start: Int) -> (key: Range<Int>, value: Int)? {
    let start = GoText.skippingExport(bytes, start)
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") {
        return (GoText.trimmedAtEnd(bytes, start..<index), GoText.skipBlanks(bytes, index + 1))
      }
      guard GoText.isBlank(byte) || byte.isWord || byte == UInt8(ascii: ".") || GoText.isLatin1Letter(byte) else {
        return nil
      }
      index += 1
    }
    return start < bytes.count ? (start..<start, start) : nil
  }

  private static func value(_ bytes: [UInt8], _ start: Int, _ scope: DotenvScope) -> (text: [UInt8], end: Int)? {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") else {
      let lineEnd = bytes.end(from: start) { !$0.isLineBreak }
      return (expanded(unquoted(bytes, start..<lineEnd), scope), lineEnd)
    }
    let quote = bytes[start]
    var close = start + 1
    while close < bytes.count, bytes[close] != quote || bytes[close - 1] == UInt8(ascii: "\\") { close += 1 }
    guard close < bytes.count else { return nil }
    var (first, end) = (start, close)
    while end > first, bytes[end - 1] == quote { end -= 1 }
    while first < end, bytes[first] == quote { first += 1 }
    let inner = Array(bytes[first..<end])
    return (quote == UInt8(ascii: "\"") ? expanded(unescaped(inner), scope) : inner, close + 1)
  }

  /// A comment is the last `#` with white space before it.
  private static func unquoted(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var end = range.upperBound
    var index = range.upperBound - 1
    while index > range.lowerBound {
      if bytes[index] == UInt8(ascii: "#"), GoText.isBlank(bytes[index - 1]) {
        end = index
        break
      }
      index -= 1
    }
    var start = range.lowerBound
    while start < end, GoText.isBlank(bytes[start]) { start += 1 }
    while end > start, GoText.isBlank(bytes[end - 1]) { end -= 1 }
    return Array(bytes[start..<end])
  }

  private static func unescaped(_ text: [UInt8]) -> [UInt8] {
    var breaks: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count, text[index + 1] != 0x0A else {
        breaks.append(text[index])
        index += 1
        continue
      }
      switch text[index + 1] {
      case UInt8(ascii: "n"): breaks.append(0x0A)
      case UInt8(ascii: "r"): breaks.append(0x0D)
      default: breaks += text[index...index + 1]
      }
      index += 2
    }
    var result: [UInt8] = []
    index = 0
    while index < breaks.count {
      if breaks[index] == UInt8(ascii: "\\"), index + 1 < breaks.count, breaks[index + 1] != UInt8(ascii: "$") {
        index += 1
      }
      result.append(breaks[index])
      index += 1
    }
    return result
  }

  /// `$NAME`, `${NAME}`, `$(NAME`: names of capital letters, digits and underscores alone.
  private static func expanded(_ text: [UInt8], _ scope: DotenvScope) -> [UInt8] {
    guard text.contains(UInt8(ascii: "$")) else { return text }
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      let isEscaped = text.starts(with: "\\$", at: index)
      guard isEscaped || text[index] == UInt8(ascii: "$") else {
        result.append(text[index])
        index += 1
        continue
      }
      var end = index + (isEscaped ? 2 : 1)
      if end < text.count, text[end] == UInt8(ascii: "(") { end += 1 }
      if end < text.count, text[end] == UInt8(ascii: "{") { end += 1 }
      let name = end..<text.end(from: end) { $0.isUppercase || $0.isDigit || $0 == UInt8(ascii: "_") }
      end = name.upperBound
      if end < text.count, text[end] == UInt8(ascii: "}") { end += 1 }
      if isEscaped {
        result += text[index + 1..<end]
      } else {
        result += name.isEmpty ? Array(text[index..<end]) : scope[text[name]] ?? []
      }
      index = end
    }
    return result
  }
}

/// What godotenv and compose's copy of it share.
enum GoText {
  /// Where the next statement begins behind blank lines and comments.
  static func statement(_ bytes: [UInt8], _ start: Int) -> Int {
    var index = start
    while true {
      index = bytes.end(from: index) { $0.isSpace }
      guard index < bytes.count, bytes[index] == UInt8(ascii: "#") else { return index }
      index = bytes.endOfLine(from: index)
    }
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte.isSpace && byte != 0x0A
  }

  static func skipBlanks(_ bytes: [UInt8], _ start: Int) -> Int {
    bytes.end(from: start, while: isBlank)
  }

  static func skippingExport(_ bytes: [UInt8], _ start: Int) -> Int {
    guard bytes.starts(with: "export", at: start) else { return start }
    let end = skipBlanks(bytes, start + 6)
    return end > start + 6 ? end : start
  }

  static func trimmedAtEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1].isSpace { end -= 1 }
    return range.lowerBound..<end
  }

  /// godotenv asks of single bytes whether they are letters or numbers, so it takes them for Latin-1.
  static func isLatin1Letter(_ byte: UInt8) -> Bool {
    [0x85, 0xA0, 0xAA, 0xB2, 0xB3, 0xB5, 0xB9, 0xBA, 0xBC, 0xBD, 0xBE].contains(byte)
      || (byte >= 0xC0 && byte != 0xD7 && byte != 0xF7)
  }
}
