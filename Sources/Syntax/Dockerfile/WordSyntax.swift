/// What BuildKit refuses when it expands a word: quotes and braces that are never closed, and operators that it does not
/// have (`frontend/dockerfile/shell/lex.go`).
struct WordSyntax {
  private let bytes: [UInt8]
  private let end: Int
  private let escape: UInt8
  private var index: Int

  /// Deeper nesting is not judged.
  private static let depthLimit = 50

  private init(_ bytes: [UInt8], _ range: Range<Int>, _ escape: UInt8) {
    self.bytes = bytes
    self.escape = escape
    index = range.lowerBound
    end = range.upperBound
  }

  /// What is wrong with a word or a row of words, `nil` where nothing is.
  static func fault(_ bytes: [UInt8], _ range: Range<Int>, escape: UInt8) -> String? {
    guard bytes[range].contains(where: { "\"'$".utf8.contains($0) }) else { return nil }
    var reader = WordSyntax(bytes, range, escape)
    return reader.read(until: nil, depth: 0)
  }

  private mutating func read(until close: UInt8?, depth: Int) -> String? {
    while index < end {
      let byte = bytes[index]
      if byte == close { return nil }
      if byte == escape {
        index += 2
      } else if byte == UInt8(ascii: "'") {
        if let fault = readSingleQuotes() { return fault }
      } else if byte == UInt8(ascii: "\"") {
        if let fault = readDoubleQuotes(depth) { return fault }
      } else if byte == UInt8(ascii: "$") {
        if let fault = readReference(depth) { return fault }
      } else {
        index += 1
      }
    }
    return nil
  }

  private mutating func readSingleQuotes() -> String? {
    index += 1
    while index < end, bytes[index] != UInt8(ascii: "'") { index += 1 }
    guard index < end else { return "a single quote is never closed" }
    index += 1
    return nil
  }

  private mutating func readDoubleQuotes(_ depth: Int) -> String? {
    index += 1
    while index < end, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == escape {
        index += 2
      } else if bytes[index] == UInt8(ascii: "$") {
        if let fault = readReference(depth) { return fault }
      } else {
        index += 1
      }
    }
    guard index < end else { return "a double quote is never closed" }
    index += 1
    return nil
  }

  private mutating func readReference(_ depth: Int) -> String? {
    index += 1
    guard index < end, bytes[index] == UInt8(ascii: "{") else { return nil }
    index += 1
    let start = index
    while index < end, bytes[index].isWord { index += 1 }
    if index == start, index < end, "@*#?-$!".utf8.contains(bytes[index]) { index += 1 }
    guard index < end else { return "'${' is never closed" }
    guard index > start else { return "'${' is not followed by the name of a variable" }
    let name = bytes.text(start..<index)
    switch bytes[index] {
    case UInt8(ascii: "}"):
      index += 1
      return nil
    case UInt8(ascii: ":"):
      index += 1
      guard index < end else { return "'${' is never closed" }
      guard "-+?".utf8.contains(bytes[index]) else {
        return "'${\(name):\(bytes.text(index..<index + 1))' is not an expansion that a Dockerfile has"
      }
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "%"),
      UInt8(ascii: "/"):
      break
    default: return "'${\(name)\(bytes.text(index..<index + 1))' is not an expansion that a Dockerfile has"
    }
    index += 1
    guard depth < Self.depthLimit else {
      index = end
      return nil
    }
    if let fault = read(until: UInt8(ascii: "}"), depth: depth + 1) { return fault }
    guard index < end else { return "'${' is never closed" }
    index += 1
    return nil
  }
}
