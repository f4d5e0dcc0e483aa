import Diagnostics

/// Reads JSON (RFC 8259) into a located tree. Never throws: what the grammar does not allow becomes a problem, and
/// reading goes on after it.
package enum JSONParser {
  package static func parse(_ source: SourceText) -> DataTree {
    var reader = JSONReader(source)
    return reader.read()
  }
}

private struct JSONReader {
  private let source: SourceText
  private let bytes: [UInt8]
  private var builder = DataTreeBuilder()
  private var index = 0
  /// Whether a value, and in an object a key, may stand here.
  private var expects = Expectation.value
  private var containers: [UInt8] = []

  private enum Expectation { case value, key, keyOrEnd, valueOrEnd, colon, commaOrEnd, nothing }

  init(_ source: SourceText) {
    self.source = source
    (bytes, builder.problems) = sanitizedUTF8(source.bytes)
  }

  mutating func read() -> DataTree {
    skipByteOrderMark()
    while true {
      skipSpace()
      guard index < bytes.count else { break }
      step()
    }
    finish()
    return DataTree(
      source: source, nodes: builder.nodes, roots: builder.roots, problems: builder.problems.sortedAndCapped())
  }

  private mutating func skipByteOrderMark() {
    guard bytes.starts(with: "\u{FEFF}", at: 0) else { return }
    index = 3
    problem(0..<3, "a byte order mark before the JSON text", hint: "RFC 8259 forbids it: save the file without a BOM")
  }

  private mutating func step() {
    let start = index
    switch bytes[index] {
    case UInt8(ascii: "{"), UInt8(ascii: "["): open(bytes[index])
    case UInt8(ascii: "}"), UInt8(ascii: "]"): close(bytes[index])
    case UInt8(ascii: ","): comma()
    case UInt8(ascii: ":"): colon()
    case UInt8(ascii: "\""): string()
    case UInt8(ascii: "/") where index + 1 < bytes.count && (bytes[index + 1] == 0x2F || bytes[index + 1] == 0x2A):
      comment()
    default: word()
    }
    if index == start { index += 1 }
  }

  private mutating func open(_ byte: UInt8) {
    let isObject = byte == UInt8(ascii: "{")
    guard acceptsValue(index..<index + 1) else {
      index += 1
      return
    }
    builder.begin(isObject ? .mapping : .sequence, at: index..<index + 1)
    containers.append(byte)
    expects = isObject ? .keyOrEnd : .valueOrEnd
    index += 1
  }

  private mutating func close(_ byte: UInt8) {
    let opener = byte == UInt8(ascii: "}") ? UInt8(ascii: "{") : UInt8(ascii: "[")
    guard let position = containers.lastIndex(of: opener) else {
      problem(index..<index + 1, "'\(Character(Unicode.Scalar(byte)))' closes nothing")
      index += 1
      return
    }
    if position != containers.count - 1 {
      problem(index..<index + 1, "'\(Character(Unicode.Scalar(byte)))' where an inner bracket is still open")
    } else if expects == .colon || expects == .key || expects == .value {
      problem(
        index..<index + 1,
        expects == .value || expects == .key
          ? "a comma or colon before '\(Character(Unicode.Scalar(byte)))' with nothing after it"
          : "a key without a value")
    }
    while containers.count > position {
      containers.removeLast()
      builder.end(at: index + 1)
    }
    expects = containers.isEmpty ? .nothing : .commaOrEnd
    index += 1
  }

  private mutating func comma() {
    if expects != .commaOrEnd {
      problem(index..<index + 1, "a comma where \(wanted) was expected")
      if containers.isEmpty {
        index += 1
        return
      }
    }
    if expects == .colon || (expects == .value && builder.awaitsValue) {
      builder.append(.scalar("", .plain), index..<index)
    }
    expects = containers.last == UInt8(ascii: "{") ? .key : .value
    index += 1
  }

  private mutating func colon() {
    if expects != .colon {
      problem(index..<index + 1, "a colon where \(wanted) was expected")
    } else {
      expects = .value
    }
    index += 1
  }

  private mutating func string() {
    let start = index
    var text: [UInt8] = []
    index += 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\") {
        escape(into: &text)
      } else if byte == 0x0A {
        break
      } else {
        if byte < 0x20 { problem(index..<index + 1, "a control character in a string", hint: "write it as \\u escape") }
        text.append(byte)
        index += 1
      }
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
      index += 1
    } else {
      problem(start..<index, "a string without its closing quote")
    }
    scalar(String(decoding: text, as: UTF8.self), .doubleQuoted, start..<index)
  }

  private mutating func escape(into text: inout [UInt8]) {
    let start = index
    guard index + 1 < bytes.count else {
      index += 1
      return
    }
    let code = bytes[index + 1]
    index += 2
    switch code {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(code)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): unicodeEscape(from: start, into: &text)
    default:
      problem(start..<index, "an escape that JSON does not have")
      text.append(code)
    }
  }

  private mutating func unicodeEscape(from start: Int, into text: inout [UInt8]) {
    guard let unit = hexadecimal() else {
      problem(start..<index, "\\u without four hexadecimal digits")
      return
    }
    var value = UInt32(unit)
    if (0xD800...0xDBFF).contains(unit), bytes.starts(with: "\\u", at: index) {
      let mark = index
      index += 2
      if let low = hexadecimal(), (0xDC00...0xDFFF).contains(low) {
        value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
      } else {
        index = mark
      }
    }
    guard let scalar = Unicode.Scalar(value) else {
      problem(start..<index, "half of a surrogate pair")
      text += Array("\u{FFFD}".utf8)
      return
    }
    text += Array(String(Character(scalar)).utf8)
  }

  private mutating func hexadecimal() -> UInt16? {
    guard index + 4 <= bytes.count else { return nil }
    let digits = String(decoding: bytes[index..<index + 4], as: UTF8.self)
    guard digits.utf8.allSatisfy({ $0.isDigit || $0.isLetter }), let value = UInt16(digits, radix: 16) else {
      return nil
    }
    index += 4
    return value
  }

  private mutating func word() {
    let start = index
    while index < bytes.count, !bytes[index].isSpace, !isPunctuation(bytes[index]) { index += 1 }
    if index == start { index += 1 }
    let text = bytes.text(start..<index)
    if !isLiteral(text) {
      problem(start..<index, "this is not a JSON value", hint: "put strings into double quotes")
    }
    scalar(text, .plain, start..<index)
  }

  private func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
      UInt8(ascii: ":"), UInt8(ascii: "\""):
      true
    default: false
    }
  }

  private func isLiteral(_ text: String) -> Bool {
    ["true", "false", "null"].contains(text) || isNumber(Array(text.utf8))
  }

  private func isNumber(_ digits: [UInt8]) -> Bool {
    var position = 0
    func digitRun() -> Int {
      var end = position
      while end < digits.count, digits[end].isDigit { end += 1 }
      return end - position
    }
    if position < digits.count, digits[position] == UInt8(ascii: "-") { position += 1 }
    let whole = digitRun()
    guard whole > 0, whole == 1 || digits[position] != UInt8(ascii: "0") else { return false }
    position += whole
    if position < digits.count, digits[position] == UInt8(ascii: ".") {
      position += 1
      let fraction = digitRun()
      guard fraction > 0 else { return false }
      position += fraction
    }
    if position < digits.count, digits[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < digits.count, digits[position] == UInt8(ascii: "+") || digits[position] == UInt8(ascii: "-") {
        position += 1
      }
      let exponent = digitRun()
      guard exponent > 0 else { return false }
      position += exponent
    }
    return position == digits.count
  }

  private mutating func scalar(_ text: String, _ style: ScalarStyle, _ range: Range<Int>) {
    if expects == .key || expects == .keyOrEnd {
      if style == .plain { problem(range, "a key without quotes") }
      builder.append(.scalar(text, style), range)
      expects = .colon
    } else if acceptsValue(range) {
      builder.append(.scalar(text, style), range)
      expects = containers.isEmpty ? .nothing : .commaOrEnd
    }
  }

  /// Whether a value can be taken here; a missing comma is reported and made good, anything else dropped.
  private mutating func acceptsValue(_ range: Range<Int>) -> Bool {
    switch expects {
    case .value, .valueOrEnd: return true
    case .commaOrEnd where containers.last == UInt8(ascii: "["):
      problem(range, "a value where a comma was expected")
      return true
    case .commaOrEnd:
      problem(range, "a value where a comma was expected")
      expects = .key
      if range.count > 1, bytes[range.lowerBound] == UInt8(ascii: "\"") {
        builder.append(.scalar(bytes.text(range.lowerBound + 1..<range.upperBound - 1), .doubleQuoted), range)
        expects = .colon
      }
      return false
    case .colon:
      problem(range, "a value where a colon was expected")
      return true
    case .key, .keyOrEnd:
      problem(range, "a value where a key in double quotes was expected")
      return false
    case .nothing:
      problem(range, "more text after the end of the JSON value")
      index = bytes.count
      return false
    }
  }

  private var wanted: String {
    switch expects {
    case .value, .valueOrEnd: "a value"
    case .key, .keyOrEnd: "a key in double quotes"
    case .colon: "a colon"
    case .commaOrEnd: "a comma or a closing bracket"
    case .nothing: "the end of the file"
    }
  }

  private mutating func comment() {
    let start = index
    if bytes[index + 1] == UInt8(ascii: "/") {
      while index < bytes.count, bytes[index] != 0x0A { index += 1 }
    } else {
      index += 2
      while index < bytes.count, !bytes.starts(with: "*/", at: index) { index += 1 }
      index = min(bytes.count, index + 2)
    }
    problem(start..<index, "a comment", hint: "JSON has none: remove it")
  }

  private mutating func skipSpace() {
    while index < bytes.count,
      bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D || bytes[index] == 0x09
    {
      index += 1
    }
  }

  private mutating func finish() {
    if !containers.isEmpty {
      let end = bytes.count
      problem(
        max(0, end - 1)..<end,
        "the text ends inside \(containers.count == 1 ? "a bracket" : "\(containers.count) brackets") that nothing closes"
      )
    } else if builder.roots.isEmpty {
      problem(0..<min(1, bytes.count), "the file holds no JSON value")
    }
    builder.endAll(at: bytes.count)
  }

  private mutating func problem(_ range: Range<Int>, _ message: String, hint: String? = nil) {
    guard builder.problems.count < [SyntaxProblem].cap else { return }
    builder.problems.append(SyntaxProblem(range, message, hint: hint))
  }
}

extension [SyntaxProblem] {
  /// More problems than this in one file help nobody.
  static var cap: Int { 100 }

  func sortedAndCapped() -> [SyntaxProblem] {
    Array(
      sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }.prefix(
        Self.cap))
  }
}
