/// `set -a; . file` in bash: assignments and `export`; whatever a line would run is not run here.
enum BashDotenv {
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
    private var braces: VariableReference.Braces
    /// Names whose value only the shell can tell.
    private var computed: [[UInt8]: [UInt8]] = [:]

    init(bytes: [UInt8]) {
      self.bytes = bytes
      braces = VariableReference.Braces(bytes, limit: bytes.count)
    }

    private enum Separator { case lineEnd, semicolon, other, fatal }

    private struct Word {
      let range: Range<Int>
      /// The bytes that it comes to, `nil` where only the shell can tell.
      var text: [UInt8]? = []
      /// `NAME=` at its beginning, unquoted.
      var name: Range<Int>?
    }

    mutating func read() {
      while position < bytes.count {
        let start = position
        var words: [Word] = []
        var separator: Separator?
        while separator == nil {
          position = bytes.end(from: position, while: \.isBlank)
          if let found = readSeparator() {
            separator = found
          } else if let word = readWord() {
            words.append(word)
          } else {
            separator = .fatal
          }
        }
        if separator == .fatal || (words.isEmpty && separator != .lineEnd) {
          reading.fail(at: start)
          return
        }
        run(words, isolated: separator == .other)
      }
    }

    private mutating func readSeparator() -> Separator? {
      guard position < bytes.count else { return .lineEnd }
      switch bytes[position] {
      case 0x0A:
        position += 1
        return .lineEnd
      case UInt8(ascii: "#"):
        position = bytes.endOfLine(from: position)
        return .lineEnd
      case UInt8(ascii: ";"):
        position += 1
        return .semicolon
      case UInt8(ascii: "&"), UInt8(ascii: "|"):
        position += 1
        return .other
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"): return .fatal
      default: return nil
      }
    }

    // MARK: Commands

    private mutating func run(_ words: [Word], isolated: Bool) {
      guard let first = words.first else { return }
      let isExport = bytes[first.range].elementsEqual("export".utf8)
      let arguments = isExport ? words.dropFirst() : words[...]
      guard !isolated, arguments.allSatisfy({ $0.name != nil || (isExport && isName($0.range)) }), !arguments.isEmpty
      else {
        reading.fail(at: first.range.lowerBound, isFatal: false)
        return
      }
      for word in arguments {
        guard let name = word.name else {
          if scope[bytes[word.range]] == nil { reading.set(word.range, bytes, .inherited) }
          continue
        }
        let raw = Array(bytes[name.upperBound + 1..<word.range.upperBound])
        if let text = word.text {
          scope[bytes[name]] = text
          computed[Array(bytes[name])] = nil
          reading.set(name, bytes, .text(text))
        } else {
          computed[Array(bytes[name])] = raw
          reading.set(name, bytes, .computed(raw))
        }
      }
    }

    private func isName(_ range: Range<Int>) -> Bool {
      !range.isEmpty && !bytes[range.lowerBound].isDigit && bytes[range].allSatisfy(\.isWord)
    }

    // MARK: Words

    private mutating func readWord() -> Word? {
      let start = position
      let nameEnd = bytes.end(from: start, while: \.isWord)
      var word = Word(range: start..<start)
      if nameEnd < bytes.count, bytes[nameEnd] == UInt8(ascii: "="), isName(start..<nameEnd) {
        word.name = start..<nameEnd
        position = nameEnd + 1
      }
      while position < bytes.count, !endsWord(bytes[position]) {
        guard readPart(&word) else { return nil }
      }
      guard position >= bytes.count || !"()<>".utf8.contains(bytes[position]) else { return nil }
      return Word(range: start..<position, text: word.text, name: word.name)
    }

    private func endsWord(_ byte: UInt8) -> Bool {
      byte.isBlank || byte == 0x0A || ";&|<>()".utf8.contains(byte)
    }

    /// - Returns: False where the file ends inside a quote or a substitution.
    private mutating func readPart(_ word: inout Word) -> Bool {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "'"):
        guard let close = bytes.firstOffset(of: byte, in: position + 1..<bytes.count) else { return false }
        word.text?.append(contentsOf: bytes[position + 1..<close])
        position = close + 1
      case UInt8(ascii: "\""):
        position += 1
        return readDoubleQuoted(&word)
      case UInt8(ascii: "\\"):
        if position + 1 < bytes.count, bytes[position + 1] != 0x0A { word.text?.append(bytes[position + 1]) }
        if position + 1 >= bytes.count { word.text?.append(byte) }
        position = min(position + 2, bytes.count)
      case UInt8(ascii: "$"), UInt8(ascii: "`"): return readExpansion(&word, inQuotes: false)
      case UInt8(ascii: "~") where startsTilde(word): fallthrough
      case UInt8(ascii: "[") where word.name == nil:
        word.text = nil
        position += 1
      default:
        word.text?.append(byte)
        position += 1
      }
      return true
    }

    /// A home folder, at the beginning of a value and behind a colon.
    private func startsTilde(_ word: Word) -> Bool {
      guard let name = word.name else { return false }
      return position == name.upperBound + 1 || bytes[position - 1] == UInt8(ascii: ":")
    }

    private mutating func readDoubleQuoted(_ word: inout Word) -> Bool {
      while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
        switch bytes[position] {
        case UInt8(ascii: "\\") where position + 1 < bytes.count:
          let next = bytes[position + 1]
          if !"$`\"\\\n".utf8.contains(next) { word.text?.append(UInt8(ascii: "\\")) }
          if next != 0x0A { word.text?.append(next) }
          position += 2
        case UInt8(ascii: "$"), UInt8(ascii: "`"):
          guard readExpansion(&word, inQuotes: true) else { return false }
        default:
          word.text?.append(bytes[position])
          position += 1
        }
      }
      guard position < bytes.count else { return false }
      position += 1
      return true
    }

    private mutating func readExpansion(_ word: inout Word, inQuotes: Bool) -> Bool {
      let start = position
      let next = start + 1 < bytes.count ? bytes[start + 1] : 0x0A
      if bytes[start] == UInt8(ascii: "`") { return skip(to: UInt8(ascii: "`"), from: start + 1, &word) }
      if next == UInt8(ascii: "(") { return skipNested(UInt8(ascii: "("), UInt8(ascii: ")"), from: start + 1, &word) }
      if next == UInt8(ascii: "{") {
        guard let found = VariableReference.find(in: bytes, at: start, &braces), let text = value(of: found) else {
          return skipNested(UInt8(ascii: "{"), UInt8(ascii: "}"), from: start + 1, &word)
        }
        word.text?.append(contentsOf: text)
        position = found.range.upperBound
        return true
      }
      if next == UInt8(ascii: "'"), !inQuotes { return skip(to: UInt8(ascii: "'"), from: start + 2, &word) }
      if next == UInt8(ascii: "\""), !inQuotes {
        position = start + 1
        return true
      }
      let end = bytes.end(from: start + 1, while: \.isWord)
      if next.isDigit || "$?!#@*-".utf8.contains(next) {
        word.text = nil
        position = start + 2
      } else if end > start + 1 {
        if computed[Array(bytes[start + 1..<end])] != nil { word.text = nil }
        word.text?.append(contentsOf: scope[bytes[start + 1..<end]] ?? [])
        position = end
      } else {
        word.text?.append(UInt8(ascii: "$"))
        position = start + 1
      }
      return true
    }

    private func value(of reference: VariableReference) -> [UInt8]? {
      guard computed[Array(reference.name.utf8)] == nil else { return nil }
      let known = scope[reference.name.utf8]
      let word = Array(reference.word.utf8)
      let isPlain = !word.contains { "$`\\'\"~".utf8.contains($0) }
      switch reference.operation {
      case "": return known ?? []
      case ":-" where isPlain: return known.flatMap { $0.isEmpty ? nil : $0 } ?? word
      case "-" where isPlain: return known ?? word
      case ":+" where isPlain: return known?.isEmpty ?? true ? [] : word
      case "+" where isPlain: return known == nil ? [] : word
      default: return nil
      }
    }

    private mutating func skip(to close: UInt8, from start: Int, _ word: inout Word) -> Bool {
      word.text = nil
      var index = start
      while index < bytes.count, bytes[index] != close { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
      guard index < bytes.count else { return false }
      position = index + 1
      return true
    }

    private mutating func skipNested(_ open: UInt8, _ close: UInt8, from start: Int, _ word: inout Word) -> Bool {
      word.text = nil
      var depth = 0
      var index = start
      while index < bytes.count {
        if bytes[index] == open { depth += 1 }
        if bytes[index] == close {
          depth -= 1
          if depth == 0 {
            position = index + 1
            return true
          }
        }
        index += 1
      }
      return false
    }
  }
}
