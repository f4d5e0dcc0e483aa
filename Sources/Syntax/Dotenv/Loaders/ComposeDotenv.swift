/// Docker Compose (compose-go's `dotenv`, with its `template` for references).
enum ComposeDotenv {
  static func read(_ source: [UInt8]) -> DotenvReading {
    var bytes = source.withLineFeeds(loneReturns: false)
    let isMarked = bytes.starts(with: "\u{FEFF}", at: 0)
    if isMarked { bytes.replaceSubrange(0..<3, with: [0x20, 0x20, 0x20]) }
    var reading = DotenvReading()
    var scope = DotenvScope()
    var position = GoText.statement(bytes, 0)
    while position < bytes.count {
      guard let key = key(bytes, position), !bytes[key.name].contains(0x20) else {
        reading.fail(at: position)
        return reading
      }
      if let first = key.value {
        guard let (value, end) = value(bytes, first, scope) else {
          reading.fail(at: position)
          return reading
        }
        scope[bytes[key.name]] = value
        reading.set(key.name, bytes, .text(value))
        position = GoText.statement(bytes, end)
      } else {
        reading.set(key.name, bytes, .inherited)
        position = GoText.statement(bytes, key.end)
      }
    }
    return reading
  }

  private struct Key {
    let name: Range<Int>
    let value: Int?
    let end: Int
  }

  private static func key(_ bytes: [UInt8], _ start: Int) -> Key? {
    let start = GoText.skippingExport(bytes, start)
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0A { break }
      if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") {
        return Key(
          name: GoText.trimmedAtEnd(bytes, start..<index), value: GoText.skipBlanks(bytes, index + 1), end: index)
      }
      guard GoText.isBlank(byte) || byte.isWord || ".-[]".utf8.contains(byte) || byte >= 0x80 else { return nil }
      index += 1
    }
    return Key(name: GoText.trimmedAtEnd(bytes, start..<index), value: nil, end: min(index + 1, bytes.count))
  }

  private static func value(_ bytes: [UInt8], _ start: Int, _ scope: DotenvScope) -> (text: [UInt8], end: Int)? {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") else {
      let lineEnd = bytes.endOfLine(from: start)
      let comment = bytes.firstRange(of: " #".utf8, in: start..<lineEnd)?.lowerBound ?? lineEnd
      let range = GoText.trimmedAtEnd(bytes, start..<max(start, comment))
      return expanded(Array(bytes[range]), scope).map { ($0, lineEnd) }
    }
    guard let (inner, end) = quoted(bytes, start) else { return nil }
    guard bytes[start] == UInt8(ascii: "\"") else { return (inner, end) }
    return expanded(unescaped(inner), scope).map { ($0, end) }
  }

  /// A backslash takes the meaning from the closing quote and is dropped there; elsewhere it stays.
  private static func quoted(_ bytes: [UInt8], _ start: Int) -> (text: [UInt8], end: Int)? {
    let quote = bytes[start]
    var text: [UInt8] = []
    var isEscaped = false
    for index in start + 1..<bytes.count {
      let byte = bytes[index]
      if byte == quote, !isEscaped { return (text, index + 1) }
      if byte != quote {
        if byte == UInt8(ascii: "\\"), !isEscaped {
          isEscaped = true
          continue
        }
        if isEscaped { text.append(UInt8(ascii: "\\")) }
      }
      isEscaped = false
      text.append(byte)
    }
    return nil
  }

  private static let escapes: [UInt8: [UInt8]] = [
    UInt8(ascii: "a"): [0x07], UInt8(ascii: "b"): [0x08], UInt8(ascii: "f"): [0x0C], UInt8(ascii: "n"): [0x0A],
    UInt8(ascii: "r"): [0x0D], UInt8(ascii: "t"): [0x09], UInt8(ascii: "v"): [0x0B], UInt8(ascii: "\""): [0x22],
    UInt8(ascii: "\\"): [0x5C], UInt8(ascii: "$"): [0x24, 0x24],
  ]

  private static func unescaped(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
        result.append(text[index])
        index += 1
        continue
      }
      if let escape = escapes[text[index + 1]] {
        result += escape
        index += 2
      } else if let (byte, end) = octal(text, index + 1) {
        result += byte
        index = end
      } else {
        result += text[index...index + 1]
        index += 2
      }
    }
    return result
  }

  /// `0123`: Go's `\123`, as the code point that it names.
  private static func octal(_ text: [UInt8], _ start: Int) -> ([UInt8], Int)? {
    guard text[start] == UInt8(ascii: "0"), start + 3 < text.count,
      text[start + 1...start + 3].allSatisfy({ (0x30...0x37).contains($0) })
    else { return nil }
    let value = text[start + 1...start + 3].reduce(0) { $0 * 8 + Int($1 - 0x30) }
    guard value < 256, let scalar = Unicode.Scalar(value) else { return nil }
    return (Array(String(Character(scalar)).utf8), start + 4)
  }

  /// - Returns: Nil for a `$` that begins nothing, and for `${NAME:?}` of a name that is not set.
  private static func expanded(_ text: [UInt8], _ scope: DotenvScope, depth: Int = 0) -> [UInt8]? {
    guard text.contains(UInt8(ascii: "$")) else { return text }
    var result: [UInt8] = []
    var braces = VariableReference.Braces(text, limit: text.count)
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "$") else {
        result.append(text[index])
        index += 1
        continue
      }
      if index + 1 < text.count, text[index + 1] == UInt8(ascii: "$") {
        result.append(UInt8(ascii: "$"))
        index += 2
        continue
      }
      guard depth < 16, let reference = VariableReference.find(in: text, at: index, &braces),
        let value = value(of: reference, scope, depth)
      else { return nil }
      result += value
      index = reference.range.upperBound
    }
    return result
  }

  private static func value(of reference: VariableReference, _ scope: DotenvScope, _ depth: Int) -> [UInt8]? {
    let known = scope[reference.name.utf8]
    func word() -> [UInt8]? { expanded(Array(reference.word.utf8), scope, depth: depth + 1) }
    switch reference.operation {
    case "": return known ?? []
    case ":-": return known.flatMap { $0.isEmpty ? nil : $0 } ?? word()
    case "-": return known ?? word()
    case ":+": return known?.isEmpty ?? true ? [] : word()
    case "+": return known == nil ? [] : word()
    case ":?": return known.flatMap { $0.isEmpty ? nil : $0 }
    case "?": return known
    default: return nil
    }
  }
}
