import Diagnostics
import Syntax

/// What a block of the documents that checks the environment with zod says of a variable: a chain of calls,
/// `NAME: z.string().min(32),`, on one line or several. Anything else is left alone.
struct ValidatedVariable: Sendable {
  let name: String
  /// The whole entry.
  let citation: Citation
  private(set) var type: Cited<VariableType>?
  private(set) var allowedValues: Cited<[String]>?
  /// In characters.
  private(set) var minimumLength: Cited<Int>?
  private(set) var defaultValue: Cited<String>?
  private(set) var isOptional = false

  static func read(_ code: SpecCode) -> [ValidatedVariable] {
    guard ["typescript", "ts", "javascript", "js", "tsx", "mjs"].contains(code.language.lowercased()) else { return [] }
    let source = code.content.source
    guard let object = source.bytes.firstRange(of: "z.object(".utf8, in: code.content.range) else { return [] }
    return entries(source.bytes, object.upperBound..<code.content.range.upperBound).compactMap {
      ValidatedVariable(Citation(location: Location(source, $0), section: code.section))
    }
  }

  /// What stands between the commas of the object that begins in a range, without comments around it. An object that is
  /// not closed ends with the range.
  private static func entries(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var depth = 0
    var start = range.lowerBound
    var offset = range.lowerBound
    func close(at end: Int) {
      let entry = bytes.trimmed(start..<end)
      if !entry.isEmpty { result.append(entry) }
    }
    while offset < range.upperBound {
      switch bytes[offset] {
      case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
        offset = endOfString(bytes, offset, in: range)
      case UInt8(ascii: "/") where bytes.starts(with: "//", at: offset):
        let end = bytes.firstOffset(of: 0x0A, in: offset..<range.upperBound) ?? range.upperBound
        if bytes.trimmed(start..<offset).isEmpty { start = end }
        offset = end
        continue
      case UInt8(ascii: "/") where bytes.starts(with: "/*", at: offset):
        let end = bytes.firstRange(of: "*/".utf8, in: offset..<range.upperBound)?.upperBound ?? range.upperBound
        if bytes.trimmed(start..<offset).isEmpty { start = end }
        offset = end
        continue
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        if depth == 0 { start = offset + 1 }
        depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        if depth <= 0 {
          close(at: offset)
          return result
        }
      case UInt8(ascii: ",") where depth == 1:
        close(at: offset)
        start = offset + 1
      default: break
      }
      offset += 1
    }
    if start < range.upperBound { close(at: range.upperBound) }
    return result
  }

  /// The offset of the quote that ends a string, or the last of its line.
  private static func endOfString(_ bytes: [UInt8], _ quote: Int, in range: Range<Int>) -> Int {
    var offset = quote + 1
    while offset < range.upperBound, bytes[offset] != bytes[quote], !bytes[offset].isLineBreak {
      offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(offset, range.upperBound - 1)
  }

  private init?(_ citation: Citation) {
    let text = citation.location.text
    guard let colon = text.firstIndex(of: ":") else { return nil }
    name = text[..<colon].filter { !" '\"".contains($0) }
    self.citation = citation
    let chain = text[text.index(after: colon)...].drop(while: \.isWhitespace)
    guard !name.isEmpty, chain.first == "z" else { return nil }
    let called = chain.dropFirst().drop(while: \.isWhitespace)
    guard called.first == "." else { return nil }
    for call in Self.calls(called) { apply(call.name, call.argument) }
  }

  /// `enum(['a', 'b']).default('a')` as names with what stands between their brackets.
  private static func calls(_ chain: Substring) -> [(name: String, argument: String)] {
    var result: [(name: String, argument: String)] = []
    var rest = chain
    while let open = rest.firstIndex(of: "(") {
      var depth = 0
      guard
        let close = rest[open...].indices.first(where: { index in
          if rest[index] == "(" { depth += 1 }
          if rest[index] == ")" { depth -= 1 }
          return depth == 0
        })
      else { break }
      let name = rest[..<open].split(separator: ".").last.map { String($0.filter { !$0.isWhitespace }) } ?? ""
      result.append((name, String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    return result
  }

  private mutating func apply(_ call: String, _ argument: String) {
    func cited<Value>(_ value: Value) -> Cited<Value> { Cited(value, citation) }
    let plain = argument.filter { !"'\"`\n\r".contains($0) }
    switch call {
    case "string": type = type ?? cited(.string)
    case "number": type = cited(.number)
    case "int": type = cited(.integer)
    case "boolean", "stringbool": type = cited(.boolean)
    case "url": type = cited(.url)
    case "email": type = cited(.email)
    case "enum", "nativeEnum":
      let values = plain.split { "[], ".contains($0) }.map(String.init)
      guard !values.isEmpty else { return }
      type = cited(.enumeration)
      allowedValues = cited(values)
    case "min", "length":
      guard type?.value == .string || type?.value == .url else { return }
      minimumLength = Int(plain.drop(while: \.isWhitespace).prefix(while: \.isNumber)).map(cited)
    case "nonempty": minimumLength = cited(1)
    case "default":
      defaultValue = cited(plain)
      isOptional = true
    case "optional", "nullish": isOptional = true
    default: break
    }
  }
}
