import Age
import Syntax

/// One member of an operation's input, with the constraints of the service's model.
struct Member: Sendable {
  indirect enum Kind: Sendable {
    case text(ClosedRange<Int>?, TextPattern?, oneOf: [String])
    /// Text whose length counts in bytes.
    case bytes(ClosedRange<Int>)
    case integer(ClosedRange<Int>?)
    case flag
    case blob(ClosedRange<Int>)
    case list(ClosedRange<Int>?, of: Kind)
    case structure([Member])
  }

  let name: String
  let kind: Kind
  private(set) var isRequired = false
  private(set) var isSensitive = false

  static func text(
    _ name: String, _ length: ClosedRange<Int>? = nil, _ pattern: TextPattern? = nil, oneOf values: [String] = []
  ) -> Member {
    Member(name: name, kind: .text(length, pattern, oneOf: values))
  }

  static func integer(_ name: String, _ range: ClosedRange<Int>? = nil) -> Member {
    Member(name: name, kind: .integer(range))
  }

  static func flag(_ name: String) -> Member { Member(name: name, kind: .flag) }

  static func bytes(_ name: String, _ length: ClosedRange<Int>) -> Member { Member(name: name, kind: .bytes(length)) }

  static func blob(_ name: String, _ length: ClosedRange<Int>) -> Member { Member(name: name, kind: .blob(length)) }

  static func texts(
    _ name: String, _ count: ClosedRange<Int>? = nil, each length: ClosedRange<Int>? = nil,
    _ pattern: TextPattern? = nil
  ) -> Member {
    Member(name: name, kind: .list(count, of: .text(length, pattern, oneOf: [])))
  }

  static func structures(_ name: String, _ count: ClosedRange<Int>? = nil, of members: [Member]) -> Member {
    Member(name: name, kind: .list(count, of: .structure(members)))
  }

  static func structure(_ name: String, _ members: [Member]) -> Member {
    Member(name: name, kind: .structure(members))
  }

  var required: Member {
    var copy = self
    copy.isRequired = true
    return copy
  }

  /// Its value is not quoted in messages.
  var sensitive: Member {
    var copy = self
    copy.isSensitive = true
    return copy
  }
}

/// A pattern of the service models, as they spell it and as a test.
struct TextPattern: Sendable {
  let text: String
  let matches: @Sendable (String) -> Bool
}

/// Compares a request with an operation's members before anything else looks at it.
struct InputShape: Sendable {
  let members: [Member]

  /// - Throws: ``Fault``: SerializationException for a wrong type, ValidationException with all constraints not kept.
  func validate(_ input: RequestMembers) throws {
    var violations: [String] = []
    try check(input, members, prefix: "", &violations)
    guard !violations.isEmpty else { return }
    let noun = violations.count == 1 ? "error" : "errors"
    throw Fault.validation("\(violations.count) validation \(noun) detected: \(violations.joined(separator: "; "))")
  }

  private func check(
    _ input: RequestMembers, _ members: [Member], prefix: String, _ violations: inout [String]
  ) throws {
    for member in members {
      let path = prefix + member.name.prefix(1).lowercased() + member.name.dropFirst()
      guard let node = input.member(member.name) else {
        if member.isRequired {
          violations.append("Value null at '\(path)' failed to satisfy constraint: Member must not be null")
        }
        continue
      }
      try check(node, member.kind, path, isSensitive: member.isSensitive, &violations)
    }
  }

  private func check(
    _ node: DataNode, _ kind: Member.Kind, _ path: String, isSensitive: Bool, _ violations: inout [String]
  ) throws {
    func violate(_ constraint: String) {
      let value = isSensitive ? "" : " '\(shown(node))'"
      violations.append("Value\(value) at '\(path)' failed to satisfy constraint: Member must \(constraint)")
    }
    switch kind {
    case .text(let length, let pattern, let values):
      let text = try text(node)
      checkLength(text.unicodeScalars.count, length, violate)
      if let pattern, !pattern.matches(text) { violate("satisfy regular expression pattern: \(pattern.text)") }
      if !values.isEmpty, !values.contains(text) {
        violate("satisfy enum value set: [\(values.joined(separator: ", "))]")
      }
    case .bytes(let length): checkLength(try text(node).utf8.count, length, violate)
    case .integer(let range): checkValue(try integer(node), range, violate)
    case .flag: try requireFlag(node)
    case .blob(let length): checkLength(try blob(node), length, violate)
    case .list(let count, let element):
      guard node.isSequence else { throw Fault.serialization("Expected a list at '\(path)'.") }
      checkLength(node.elements.count, count, violate)
      if case .text = element {
        if try node.elements.contains(where: { try !keeps(element, $0) }) {
          violate("satisfy constraint: [\(constraints(of: element).joined(separator: ", "))]")
        }
        return
      }
      for (index, child) in node.elements.enumerated() {
        try check(child, element, "\(path).\(index + 1).member", isSensitive: isSensitive, &violations)
      }
    case .structure(let members):
      guard node.isMapping else { throw Fault.serialization("Expected a structure at '\(path)'.") }
      try check(RequestMembers(node), members, prefix: path + ".", &violations)
    }
  }

  private func keeps(_ kind: Member.Kind, _ node: DataNode) throws -> Bool {
    var violations: [String] = []
    try check(node, kind, "", isSensitive: true, &violations)
    return violations.isEmpty
  }

  /// What AWS says of a list with a text that is none of those it takes: every constraint of such a text, whichever is not kept.
  private func constraints(of kind: Member.Kind) -> [String] {
    guard case .text(let length, let pattern, let values) = kind else { return [] }
    var constraints: [String] = []
    if let length {
      constraints.append("Member must have length less than or equal to \(length.upperBound)")
      constraints.append("Member must have length greater than or equal to \(length.lowerBound)")
    }
    if let pattern { constraints.append("Member must satisfy regular expression pattern: \(pattern.text)") }
    if !values.isEmpty {
      constraints.append("Member must satisfy enum value set: [\(values.joined(separator: ", "))]")
    }
    return constraints
  }

  private func shown(_ node: DataNode) -> String {
    node.text ?? (node.isSequence ? "[\(node.elements.map { $0.text ?? "{…}" }.joined(separator: ", "))]" : "{…}")
  }

  private func checkLength(_ length: Int, _ range: ClosedRange<Int>?, _ violate: (String) -> Void) {
    guard let range else { return }
    if length < range.lowerBound { violate("have length greater than or equal to \(range.lowerBound)") }
    if length > range.upperBound { violate("have length less than or equal to \(range.upperBound)") }
  }

  private func checkValue(_ value: Int, _ range: ClosedRange<Int>?, _ violate: (String) -> Void) {
    guard let range else { return }
    if value < range.lowerBound { violate("have value greater than or equal to \(range.lowerBound)") }
    if value > range.upperBound { violate("have value less than or equal to \(range.upperBound)") }
  }

  private func text(_ node: DataNode) throws -> String {
    guard let text = node.text else { throw Fault.serialization("Unrecognized collection type class java.lang.String") }
    guard node.style == .doubleQuoted else {
      let found = text == "true" || text == "false" ? "\(text.uppercased())_VALUE" : "NUMBER_VALUE"
      throw Fault.serialization("\(found) can not be converted to a String")
    }
    return text
  }

  private func integer(_ node: DataNode) throws -> Int {
    guard node.style == .plain, let number = node.text.flatMap({ Double($0) }), abs(number) < 9e18 else {
      throw Fault.serialization(
        "\(node.style == .doubleQuoted ? "STRING_VALUE" : "START_OF_VALUE") can not be converted to an Integer")
    }
    return Int(number)
  }

  private func requireFlag(_ node: DataNode) throws {
    guard node.style == .plain, node.text == "true" || node.text == "false" else {
      throw Fault.serialization("Unexpected token where a Boolean was expected")
    }
  }

  private func blob(_ node: DataNode) throws -> Int {
    guard let bytes = Base64.decode(try text(node).utf8, padded: true) else {
      throw Fault.serialization("The value is not valid base 64")
    }
    return bytes.count
  }
}
