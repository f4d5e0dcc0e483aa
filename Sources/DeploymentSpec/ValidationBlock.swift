import Diagnostics
import Syntax

/// What a block of the documents that checks the environment with zod says of a variable: a chain of calls on one line,
/// `NAME: z.string().min(32),`. Anything else is left alone.
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
    let first = source.lines.line(at: object.upperBound)
    let last = source.lines.line(at: max(object.upperBound, code.content.range.upperBound - 1))
    guard first < last else { return [] }
    return (first + 1...last).compactMap { line in
      let content = source.bytes.trimmed(source.lines.content(of: line, in: source.bytes))
      return ValidatedVariable(Citation(location: Location(source, content), section: code.section))
    }
  }

  private init?(_ citation: Citation) {
    let text = citation.location.text
    guard let colon = text.firstIndex(of: ":") else { return nil }
    name = text[..<colon].filter { !" '\"".contains($0) }
    self.citation = citation
    let chain = text[text.index(after: colon)...].drop { $0 == " " }
    guard chain.hasPrefix("z."), !name.isEmpty else { return nil }
    for call in Self.calls(chain.dropFirst(2)) { apply(call.name, call.argument) }
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
      let name = rest[..<open].split(separator: ".").last.map(String.init) ?? ""
      result.append((name, String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    return result
  }

  private mutating func apply(_ call: String, _ argument: String) {
    func cited<Value>(_ value: Value) -> Cited<Value> { Cited(value, citation) }
    let plain = argument.filter { !"'\"`".contains($0) }
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
    case "min", "length": if type?.value == .string || type?.value == .url { minimumLength = Int(plain).map(cited) }
    case "nonempty": minimumLength = cited(1)
    case "default":
      defaultValue = cited(plain)
      isOptional = true
    case "optional", "nullish": isOptional = true
    default: break
    }
  }
}
