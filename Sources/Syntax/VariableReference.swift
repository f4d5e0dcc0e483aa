/// A `$NAME` or `${NAME…}` in a text, as shells, Docker and compose write it.
package struct VariableReference: Sendable, Equatable {
  package let name: String
  /// What follows the name inside braces: `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `%`, `/`, ...; empty for a plain one.
  package let operation: String
  /// The text behind the operator.
  package let word: String
  /// The whole reference, in offsets of the bytes it was found in.
  package let range: Range<Int>

  /// The references of a text, in order. References inside the word of another are not listed.
  ///
  /// - Parameter escape: a byte that takes the meaning from a `$` behind it.
  package static func find(in bytes: [UInt8], _ range: Range<Int>? = nil, escape: UInt8? = UInt8(ascii: "\\"))
    -> [VariableReference]
  {
    let range = range ?? 0..<bytes.count
    var result: [VariableReference] = []
    var braces = Braces(bytes, limit: range.upperBound)
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == escape {
        index += 2
      } else if bytes[index] == UInt8(ascii: "$") {
        if index + 1 < range.upperBound, bytes[index + 1] == UInt8(ascii: "$") {
          index += 2
        } else if let reference = parse(bytes, at: index, limit: range.upperBound, &braces) {
          result.append(reference)
          index = reference.range.upperBound
        } else {
          index += 1
        }
      } else {
        index += 1
      }
    }
    return result
  }

  private static func parse(_ bytes: [UInt8], at start: Int, limit: Int, _ braces: inout Braces) -> VariableReference? {
    var index = start + 1
    let isBraced = index < limit && bytes[index] == UInt8(ascii: "{")
    if isBraced { index += 1 }
    let nameStart = index
    guard index < limit, bytes[index].isLetter || bytes[index] == UInt8(ascii: "_") else { return nil }
    while index < limit, bytes[index].isWord { index += 1 }
    let name = bytes.text(nameStart..<index)
    guard isBraced else { return VariableReference(name: name, operation: "", word: "", range: start..<index) }
    let operationStart = index
    while index < limit, operators.contains(bytes[index]), index - operationStart < 2 { index += 1 }
    let operation = bytes.text(operationStart..<index)
    guard let end = braces.closing(start + 1) else { return nil }
    guard !operation.isEmpty || index == end else { return nil }
    return VariableReference(name: name, operation: operation, word: bytes.text(index..<end), range: start..<end + 1)
  }

  private static let operators: [UInt8] = Array(":-+?#%/".utf8)

  /// The reference that begins at a `$`, for who looks at a text from left to right.
  ///
  /// - Parameter braces: those of the whole text.
  static func find(in bytes: [UInt8], at offset: Int, _ braces: inout Braces) -> VariableReference? {
    parse(bytes, at: offset, limit: bytes.count, &braces)
  }

  /// Which brace closes which. Most are near; for those that are not, all are paired in one pass.
  struct Braces {
    private let bytes: [UInt8]
    private let limit: Int
    /// From the first brace on that was asked for.
    private var closings: [Int: Int]?

    init(_ bytes: [UInt8], limit: Int) {
      self.bytes = bytes
      self.limit = limit
    }

    /// - Parameter open: where the brace stands.
    mutating func closing(_ open: Int) -> Int? {
      let near = min(limit, open + 256)
      var depth = 0
      for index in open..<near {
        if bytes[index] == UInt8(ascii: "{") { depth += 1 }
        if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
        if depth == 0 { return index }
      }
      guard near < limit else { return nil }
      let pairs = closings ?? pairs(from: open)
      closings = pairs
      return pairs[open]
    }

    private func pairs(from start: Int) -> [Int: Int] {
      var result: [Int: Int] = [:]
      var open: [Int] = []
      for index in start..<limit {
        if bytes[index] == UInt8(ascii: "{") { open.append(index) }
        if bytes[index] == UInt8(ascii: "}"), let brace = open.popLast() { result[brace] = index }
      }
      return result
    }
  }

  /// The default that stands in the reference itself: `x` of `${NAME:-x}` and `${NAME-x}`.
  package var fallback: String? {
    operation == ":-" || operation == "-" ? word : nil
  }
}

/// What a text with references comes to.
package enum Expansion {
  /// What doubles with every line comes to no end: a longer text is one that nobody can know here.
  private static let longest = 1 << 14

  /// The text with its references replaced, `nil` when one of them is unknown.
  ///
  /// - Parameter lookup: the value of a name; `nil` for one that nobody can know here.
  package static func expand(
    _ text: String, escape: UInt8? = UInt8(ascii: "\\"), depth: Int = 0, _ lookup: (String) -> String?
  ) -> String? {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var copied = 0
    for reference in VariableReference.find(in: bytes, escape: escape) {
      guard depth < 16, let value = value(of: reference, depth, escape, lookup) else { return nil }
      result += bytes[copied..<reference.range.lowerBound]
      result += Array(value.utf8)
      copied = reference.range.upperBound
      guard result.count <= longest else { return nil }
    }
    return String(decoding: result + bytes[copied...], as: UTF8.self)
  }

  private static func value(
    of reference: VariableReference, _ depth: Int, _ escape: UInt8?, _ lookup: (String) -> String?
  ) -> String? {
    let known = lookup(reference.name)
    func word() -> String? { expand(reference.word, escape: escape, depth: depth + 1, lookup) }
    switch reference.operation {
    case "", "?", ":?": return known
    case ":-": return known.flatMap { $0.isEmpty ? nil : $0 } ?? word()
    case "-": return known ?? word()
    case ":+": return known.map { $0.isEmpty } ?? true ? "" : word()
    case "+": return known == nil ? "" : word()
    default: return known.flatMap { edited($0, reference, word()) }
    }
  }

  /// `${NAME#pattern}`, `${NAME%pattern}`, `${NAME/pattern/text}` and their doubled forms.
  private static func edited(_ value: String, _ reference: VariableReference, _ word: String?) -> String? {
    guard let word, value.utf8.count < 4096, word.utf8.count < 256 else { return nil }
    switch reference.operation {
    case "#", "##", "%", "%%":
      return ShellPattern(word).removing(
        from: value, atStart: reference.operation.hasPrefix("#"), longest: reference.operation.count == 2)
    case "/", "//":
      let sides = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let pattern = sides.first, !pattern.isEmpty else { return value }
      return ShellPattern(pattern).replacing(
        in: value, with: sides.count > 1 ? sides[1] : "", everywhere: reference.operation == "//")
    default: return nil
    }
  }
}
