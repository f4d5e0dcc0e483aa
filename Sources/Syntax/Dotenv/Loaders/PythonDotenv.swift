/// python-dotenv 1.2: its parser and its `${NAME:-default}`.
enum PythonDotenv {
  static func read(_ bytes: [UInt8]) -> DotenvReading {
    var reader = Reader(bytes: bytes)
    reader.read()
    return reader.reading
  }

  private struct Reader {
    let bytes: [UInt8]
    var reading = DotenvReading()
    private var position = 0
    private var scope = DotenvScope()

    init(bytes: [UInt8]) {
      self.bytes = bytes
      if bytes.starts(with: "\u{FEFF}", at: 0) { position = 3 }
    }

    mutating func read() {
      while position < bytes.count {
        position = bytes.end(from: position) { $0.isSpace }
        guard position < bytes.count else { return }
        let start = position
        guard !readBinding() else { continue }
        reading.fail(at: start, isFatal: false)
        position = bytes.end(from: position) { !$0.isLineBreak }
      }
    }

    /// - Returns: False where the line is none; the place where it fails is the position.
    private mutating func readBinding() -> Bool {
      skipExport()
      guard let key = readKey() else { return false }
      skipBlanks()
      var value: [UInt8]?
      if position < bytes.count, bytes[position] == UInt8(ascii: "=") {
        let sign = position
        position += 1
        skipBlanks()
        if position < bytes.count, bytes[position] == UInt8(ascii: "#"), position > sign + 1 {
          value = []
        } else {
          guard let text = readValue() else { return false }
          value = text
        }
      }
      if case let comment = bytes.end(from: position, while: \.isUnbrokenSpace), comment < bytes.count,
        bytes[comment] == UInt8(ascii: "#")
      {
        position = bytes.end(from: comment) { !$0.isLineBreak }
      }
      guard case let end = bytes.end(from: position, while: \.isUnbrokenSpace),
        end == bytes.count || bytes[end].isLineBreak
      else { return false }
      position = end
      if let key = key.range { add(key, value) }
      return true
    }

    private mutating func add(_ key: Range<Int>, _ value: [UInt8]?) {
      guard let value else {
        reading.set(key, bytes, .inherited)
        return
      }
      let text = expanded(value)
      scope[bytes[key]] = text
      reading.set(key, bytes, .text(text))
    }

    private mutating func skipBlanks() {
      position = bytes.end(from: position, while: \.isUnbrokenSpace)
    }

    private mutating func skipExport() {
      guard bytes.starts(with: "export", at: position) else { return }
      let end = bytes.end(from: position + 6, while: \.isUnbrokenSpace)
      if end > position + 6 { position = end }
    }

    private struct Key {
      let range: Range<Int>?
    }

    /// A comment counts as a line without a key.
    private mutating func readKey() -> Key? {
      guard position < bytes.count else { return nil }
      if bytes[position] == UInt8(ascii: "#") { return Key(range: nil) }
      if bytes[position] == UInt8(ascii: "'") {
        guard let close = bytes.firstOffset(of: UInt8(ascii: "'"), in: position + 1..<bytes.count), close > position + 1
        else { return nil }
        defer { position = close + 1 }
        return Key(range: position + 1..<close)
      }
      let end = bytes.end(from: position) { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "#") && !$0.isSpace }
      guard end > position else { return nil }
      defer { position = end }
      return Key(range: position..<end)
    }

    private mutating func readValue() -> [UInt8]? {
      guard position < bytes.count, !bytes[position].isLineBreak else { return [] }
      switch bytes[position] {
      case UInt8(ascii: "'"): return readQuoted(UInt8(ascii: "'"), escapes: [0x5C: 0x5C, 0x27: 0x27])
      case UInt8(ascii: "\""): return readQuoted(UInt8(ascii: "\""), escapes: Self.doubleEscapes)
      default: return readUnquoted()
      }
    }

    private static let doubleEscapes: [UInt8: UInt8] = [
      0x5C: 0x5C, 0x27: 0x27, 0x22: 0x22, 0x61: 0x07, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
      0x76: 0x0B,
    ]

    private mutating func readQuoted(_ quote: UInt8, escapes: [UInt8: UInt8]) -> [UInt8]? {
      var text: [UInt8] = []
      var index = position + 1
      while index < bytes.count, bytes[index] != quote {
        if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count {
          if let escape = escapes[bytes[index + 1]] { text.append(escape) } else { text += bytes[index...index + 1] }
          index += 2
        } else {
          text.append(bytes[index])
          index += 1
        }
      }
      guard index < bytes.count else { return nil }
      position = index + 1
      return text
    }

    private mutating func readUnquoted() -> [UInt8] {
      let lineEnd = bytes.end(from: position) { !$0.isLineBreak }
      var end = position
      while end < lineEnd, bytes[end] != UInt8(ascii: "#") || end == position || !bytes[end - 1].isSpace { end += 1 }
      defer { position = lineEnd }
      while end > position, bytes[end - 1].isSpace { end -= 1 }
      return Array(bytes[position..<end])
    }

    private func expanded(_ value: [UInt8]) -> [UInt8] {
      var result: [UInt8] = []
      var stops = Stops()
      var index = 0
      while index < value.count {
        if value.starts(with: "${", at: index), let (text, end) = reference(value, index + 2, &stops) {
          result += text
          index = end
        } else {
          result.append(value[index])
          index += 1
        }
      }
      return result
    }

    /// The next places where a name and a default end: looked for once, however many references begin before them.
    private struct Stops {
      private var name = -1
      private var close = -1

      mutating func endOfName(_ value: [UInt8], from start: Int) -> Int {
        if name < start { name = value.end(from: start) { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: ":") } }
        return name
      }

      mutating func closing(_ value: [UInt8], from start: Int) -> Int? {
        if close < start { close = value.end(from: start) { $0 != UInt8(ascii: "}") } }
        return close < value.count ? close : nil
      }
    }

    /// `NAME}` or `NAME:-default}`.
    private func reference(_ value: [UInt8], _ start: Int, _ stops: inout Stops) -> (text: [UInt8], end: Int)? {
      let nameEnd = stops.endOfName(value, from: start)
      guard nameEnd < value.count else { return nil }
      if value[nameEnd] == UInt8(ascii: "}") { return (scope[value[start..<nameEnd]] ?? [], nameEnd + 1) }
      guard value.starts(with: ":-", at: nameEnd),
        let close = stops.closing(value, from: nameEnd + 2)
      else { return nil }
      return (scope[value[start..<nameEnd]] ?? Array(value[nameEnd + 2..<close]), close + 1)
    }
  }
}

extension UInt8 {
  /// White space that ends no line.
  fileprivate var isUnbrokenSpace: Bool { isSpace && !isLineBreak }
}
