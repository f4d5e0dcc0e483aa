/// ARNs of the two services (AWS General Reference, "Amazon Resource Names").
package enum ResourceName {
  /// The partition a region belongs to.
  package static func partition(_ region: String) -> String {
    if region.hasPrefix("cn-") { return "aws-cn" }
    return region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
  }

  /// An entry's ARN; GitHub's secrets have none.
  package static func arn(of entry: Entry) -> String? {
    let address = entry.address
    let scope = "\(address.scope.region):\(address.scope.account)"
    let partition = partition(address.scope.region)
    switch address.store {
    case .secretsManager:
      return "arn:\(partition):secretsmanager:\(scope):secret:\(address.name)-\(entry.secret.suffix)"
    case .parameterStore:
      if address.name.hasPrefix(ParameterName.publicPrefix) {
        return "arn:\(partition):ssm:\(address.scope.region)::parameter\(address.name)"
      }
      let slash = address.name.hasPrefix("/") ? "" : "/"
      return "arn:\(partition):ssm:\(scope):parameter\(slash)\(address.name)"
    case .github: return nil
    }
  }

  /// An ARN of one of the two services, taken apart.
  package struct Parsed: Equatable, Sendable {
    package let store: Store
    package let scope: Scope
    /// What follows `secret:` or `parameter`; for a secret the suffix and anything behind it are still there.
    package let resource: String
  }

  /// - Returns: Nil for what is no ARN of Secrets Manager or Parameter Store.
  package static func parse(_ text: String) -> Parsed? {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws") else { return nil }
    let scope = Scope(account: String(parts[4]), region: String(parts[3]))
    if parts[2] == "secretsmanager", parts[5].hasPrefix("secret:") {
      return Parsed(store: .secretsManager, scope: scope, resource: String(parts[5].dropFirst(7)))
    }
    if parts[2] == "ssm", parts[5].hasPrefix("parameter/") {
      return Parsed(store: .parameterStore, scope: scope, resource: String(parts[5].dropFirst(9)))
    }
    return nil
  }
}
