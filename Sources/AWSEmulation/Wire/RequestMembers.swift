import Age
import Diagnostics
import Syntax
import Vault

/// A request's members, read after ``InputShape`` found them right.
package struct RequestMembers: Sendable {
  private let members: [(name: String, value: DataNode)]

  private init(_ members: [(name: String, value: DataNode)]) {
    self.members = members
  }

  init(_ node: DataNode) {
    members = node.ownEntries.compactMap { entry in
      RequestMembers.isNull(entry.value) ? nil : (entry.key.text ?? "", entry.value)
    }
  }

  /// - Throws: ``Fault`` for what is no JSON object.
  package init(parsing body: [UInt8]) throws {
    guard !body.isEmpty else {
      self.init([])
      return
    }
    let tree = JSONParser.parse(SourceText(path: "request", bytes: body))
    if let problem = tree.problems.first { throw Fault.serialization("The request is not JSON: \(problem.message).") }
    guard let root = tree.documents.first, tree.documents.count == 1, root.isMapping else {
      throw Fault.serialization("The request is not a JSON object.")
    }
    self.init(root)
  }

  /// The member as it was written; nil where it is missing or null.
  func member(_ name: String) -> DataNode? {
    members.last { $0.name == name }?.value
  }

  private static func isNull(_ node: DataNode) -> Bool { node.style == .plain && node.text == "null" }

  package func text(_ name: String) -> String? { member(name)?.text }

  /// The text of a required member.
  package func required(_ name: String) -> String { text(name) ?? "" }

  package func integer(_ name: String) -> Int? { text(name).flatMap { Double($0) }.map { Int($0) } }

  /// False where it is missing.
  package func flag(_ name: String) -> Bool { text(name) == "true" }

  /// Base 64, decoded.
  package func data(_ name: String) -> [UInt8]? {
    text(name).flatMap { Base64.decode($0.utf8, padded: true) }
  }

  package func texts(_ name: String) -> [String]? { member(name)?.elements.map { $0.text ?? "" } }

  package func structures(_ name: String) -> [RequestMembers]? { member(name)?.elements.map(RequestMembers.init) }

  package func structure(_ name: String) -> RequestMembers? { member(name).map(RequestMembers.init) }

  /// The members as they were written, in the order of their names.
  func fingerprint(without names: Set<String>) -> [UInt8] {
    var result: [UInt8] = []
    for member in members.sorted(by: { $0.name < $1.name }) where !names.contains(member.name) {
      result += member.name.utf8
      result.append(0)
      result += member.value.tree.source.bytes[member.value.range]
      result.append(0)
    }
    return result
  }

  package func tags(_ name: String) -> [Tag]? {
    structures(name)?.map { Tag(key: $0.required("Key"), value: $0.required("Value")) }
  }
}
