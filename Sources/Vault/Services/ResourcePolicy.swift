import Foundation

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
      guard ["Allow", "Deny"].contains(statement["Effect"] as? String ?? "") else {
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

  private static func statements(_ policy: String) -> [[String: Any]]? {
    guard let document = (try? JSONSerialization.jsonObject(with: Data(policy.utf8))) as? [String: Any],
      ["2012-10-17", "2008-10-17"].contains(document["Version"] as? String ?? "2008-10-17")
    else { return nil }
    if let one = document["Statement"] as? [String: Any] { return [one] }
    guard let many = document["Statement"] as? [[String: Any]], !many.isEmpty else { return nil }
    return many
  }

  private static func isPublic(_ statement: [String: Any]) -> Bool {
    guard statement["Effect"] as? String == "Allow", statement["Condition"] == nil else { return false }
    if statement["NotPrincipal"] != nil { return true }
    if statement["Principal"] as? String == "*" { return true }
    let accounts = (statement["Principal"] as? [String: Any])?["AWS"]
    return accounts as? String == "*" || (accounts as? [String])?.contains("*") ?? false
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
