import Diagnostics
import Syntax

/// Resource policies of secrets: kept and checked for their form, not acted upon.
package enum ResourcePolicy {
  /// What is wrong with a policy, in the words of ValidateResourcePolicy's checks.
  package struct Fault: Sendable, Equatable {
    package let check: String
    package let message: String
  }

  /// Syntax first; access by everybody only where the syntax is right.
  package static func faults(in policy: String) -> [Fault] {
    guard let statements = statements(policy) else {
      return [Fault(check: "SyntaxCheck", message: "The policy is not a JSON policy document with a Statement.")]
    }
    for statement in statements {
      guard ["Allow", "Deny"].contains(text(statement["Effect"]) ?? "") else {
        return [Fault(check: "SyntaxCheck", message: "Each statement needs an Effect, Allow or Deny.")]
      }
      for (one, other) in [("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")]
      where (statement[one] == nil) == (statement[other] == nil) {
        return [Fault(check: "SyntaxCheck", message: "Each statement needs either \(one) or \(other).")]
      }
    }
    guard !statements.contains(where: isPublic) else {
      return [
        Fault(check: "ZelkovaCheck", message: "The policy grants broad access to the secret: its principal is *.")
      ]
    }
    return []
  }

  private static func statements(_ policy: String) -> [DataNode]? {
    let tree = JSONParser.parse(SourceText(path: "policy", text: policy))
    guard tree.problems.isEmpty, let document = tree.documents.first, document.isMapping else { return nil }
    if let version = document["Version"] {
      guard ["2012-10-17", "2008-10-17"].contains(text(version) ?? "") else { return nil }
    }
    guard let statement = document["Statement"] else { return nil }
    if statement.isMapping { return [statement] }
    let many = statement.elements
    return many.isEmpty || !many.allSatisfy(\.isMapping) ? nil : many
  }

  private static func isPublic(_ statement: DataNode) -> Bool {
    guard text(statement["Effect"]) == "Allow", statement["Condition"] == nil else { return false }
    guard statement["NotPrincipal"] == nil else { return true }
    guard let principal = statement["Principal"] else { return false }
    let accounts = principal.isMapping ? principal["AWS"] : principal
    return text(accounts) == "*" || accounts?.elements.contains { text($0) == "*" } ?? false
  }

  /// A JSON text, no number or word.
  private static func text(_ node: DataNode?) -> String? {
    guard case .doubleQuoted? = node?.style else { return nil }
    return node?.text
  }
}

extension SecretsManager {
  /// PutResourcePolicy.
  package func putPolicy(
    _ policy: String, of id: String, blockPublic: Bool, in transaction: Transaction
  ) throws -> Entry {
    var entry = try changeable(id, in: transaction)
    for fault in ResourcePolicy.faults(in: policy) {
      if fault.check == "SyntaxCheck" {
        throw ServiceError(
          "MalformedPolicyDocumentException", "This resource policy contains a syntax error. \(fault.message)")
      }
      guard blockPublic else { continue }
      throw ServiceError(
        "PublicPolicyException",
        "You can't attach a resource-based policy that grants broad access to the secret. \(fault.message)")
    }
    entry.secret.resourcePolicy = policy
    try transaction.save(entry)
    return entry
  }

  /// DeleteResourcePolicy.
  package func removePolicy(of id: String, in transaction: Transaction) throws -> Entry {
    var entry = try changeable(id, in: transaction)
    entry.secret.resourcePolicy = nil
    try transaction.save(entry)
    return entry
  }
}
