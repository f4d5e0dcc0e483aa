import Diagnostics
import Syntax

/// An identity policy (AWS IAM User Guide, "IAM JSON policy elements reference"): of its elements those that decide here.
///
/// What is not understood is refused when the policy is read: a condition passed over in silence would allow too much.
package struct IdentityPolicy: Sendable {
  struct Statement: Sendable {
    let isAllow: Bool
    let actions: [WildcardPattern]
    let resources: [WildcardPattern]
    let conditions: [PolicyCondition]
  }

  /// Why a document is no policy of ours.
  package struct Refused: Error, CustomStringConvertible {
    package let description: String
  }

  let statements: [Statement]

  /// - Throws: ``Refused``, which says where and what.
  package init(_ json: String) throws {
    let tree = JSONParser.parse(SourceText(path: "policy", text: json))
    if let problem = tree.problems.first {
      let line = json.utf8.prefix(problem.range.lowerBound).count { $0 == 0x0A } + 1
      throw Refused(description: "line \(line) is not JSON: \(problem.message)")
    }
    guard let root = tree.documents.first, root.isMapping else {
      throw Refused(description: "it is not a JSON object")
    }
    try PolicyReader.requireKeys(root, ["Version", "Id", "Statement"], "the policy")
    if let version = root["Version"]?.text, version != "2012-10-17" {
      throw Refused(description: "Version '\(version)': 2012-10-17 is the one that is understood")
    }
    guard let list = root["Statement"] else { throw Refused(description: "it has no Statement") }
    statements = try (list.isSequence ? list.elements : [list]).map(PolicyReader.statement)
  }

  /// What the policy says: an explicit deny wins, and what nothing allows is denied too.
  package enum Decision: Equatable {
    case allowed, denied, notAllowed
  }

  func decide(_ action: String, on resource: PolicyResource) -> Decision {
    var isAllowed = false
    let action = action.lowercased()
    for statement in statements where statement.applies(to: action, resource) {
      guard statement.isAllow else { return .denied }
      isAllowed = true
    }
    return isAllowed ? .allowed : .notAllowed
  }
}

extension IdentityPolicy.Statement {
  fileprivate func applies(to action: String, _ resource: PolicyResource) -> Bool {
    actions.contains { $0.matches(action) }
      && resources.contains { pattern in resource.arns.contains { pattern.matches($0) } }
      && conditions.allSatisfy { $0.holds(for: resource, of: action, needsAll: isAllow) }
  }
}

/// What a request asks for, as policies see it.
struct PolicyResource: Sendable {
  /// `*` where the action knows no resources.
  let arn: String
  /// As AWS's refusals show it; nil where they show none.
  let shown: String?
  /// Another spelling of the same: a path with or without the slash at its end. What is said of either holds for both.
  var otherARN: String?
  var tags: [(key: String, value: String)] = []
  /// The staging labels that the request names.
  var versionStages: [String] = []

  var arns: [String] { [arn] + (otherARN.map { [$0] } ?? []) }
}

/// Reads a policy's parts.
private enum PolicyReader {
  static func statement(_ node: DataNode) throws -> IdentityPolicy.Statement {
    try requireKeys(node, ["Sid", "Effect", "Action", "Resource", "Condition"], "a statement")
    guard let effect = node["Effect"]?.text, ["Allow", "Deny"].contains(effect) else {
      throw IdentityPolicy.Refused(description: "a statement needs an Effect, Allow or Deny")
    }
    let conditions = try node["Condition"].map(conditions) ?? []
    return IdentityPolicy.Statement(
      isAllow: effect == "Allow", actions: try patterns(node, "Action").map { WildcardPattern($0.lowercased()) },
      resources: try patterns(node, "Resource").map(WildcardPattern.init), conditions: conditions)
  }

  static func requireKeys(_ node: DataNode, _ known: Set<String>, _ what: String) throws {
    guard node.isMapping else { throw IdentityPolicy.Refused(description: "\(what) must be a JSON object") }
    for entry in node.ownEntries where !known.contains(entry.key.text ?? "") {
      throw IdentityPolicy.Refused(
        description: "'\(entry.key.text ?? "")' in \(what) is not understood; known are "
          + known.sorted().joined(separator: ", "))
    }
  }

  private static func patterns(_ node: DataNode, _ name: String) throws -> [String] {
    guard let value = node[name] else { throw IdentityPolicy.Refused(description: "a statement needs an \(name)") }
    let texts = try texts(value, name)
    for text in texts where text.contains("${") {
      throw IdentityPolicy.Refused(description: "the policy variable in '\(text)' is not understood")
    }
    return texts
  }

  static func texts(_ node: DataNode, _ name: String) throws -> [String] {
    let texts = node.isSequence ? node.elements.map(\.text) : [node.text]
    guard !texts.isEmpty, !texts.contains(nil) else {
      throw IdentityPolicy.Refused(description: "\(name) must be a text or a list of texts")
    }
    return texts.compactMap(\.self)
  }

  private static func conditions(_ node: DataNode) throws -> [PolicyCondition] {
    guard node.isMapping else { throw IdentityPolicy.Refused(description: "Condition must be a JSON object") }
    return try node.ownEntries.flatMap { entry in
      guard entry.value.isMapping else {
        throw IdentityPolicy.Refused(description: "a condition's operator must hold a JSON object")
      }
      return try entry.value.ownEntries.map { key in
        try PolicyCondition(
          operator: entry.key.text ?? "", key: key.key.text ?? "", values: try texts(key.value, key.key.text ?? ""))
      }
    }
  }
}

/// `*` for any characters, `?` for one.
struct WildcardPattern: Sendable {
  private let pattern: [UInt8]

  init(_ pattern: String) {
    self.pattern = Array(pattern.utf8)
  }

  /// Takes time proportional to pattern times text at worst.
  func matches(_ text: String) -> Bool {
    let text = Array(text.utf8)
    var place = 0
    var index = 0
    var star: (place: Int, index: Int)?
    while index < text.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        star = (place, index)
        place += 1
      } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == text[index] {
        place += 1
        index += 1
      } else if let last = star {
        star = (last.place, last.index + 1)
        place = last.place + 1
        index = last.index + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
