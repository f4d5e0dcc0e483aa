/// One condition of a policy's statement: an operator, a key and the values it is compared with (AWS IAM User Guide, "IAM JSON
/// policy elements: Condition operators").
struct PolicyCondition: Sendable {
  private enum Comparison: String, CaseIterable {
    case equals = "StringEquals"
    case equalsIgnoringCase = "StringEqualsIgnoreCase"
    case like = "StringLike"
    case notEquals = "StringNotEquals"
    case notEqualsIgnoringCase = "StringNotEqualsIgnoreCase"
    case notLike = "StringNotLike"

    var isNegated: Bool { rawValue.hasPrefix("StringNot") }
  }

  private enum Quantifier: String {
    case anyValue = "ForAnyValue"
    case allValues = "ForAllValues"
  }

  private let comparison: Comparison
  private let quantifier: Quantifier?
  private let holdsIfAbsent: Bool
  private let key: String
  private let values: [String]

  /// - Throws: ``IdentityPolicy/Refused`` for operators and keys that are not understood.
  init(operator text: String, key: String, values: [String]) throws {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    holdsIfAbsent = text.hasSuffix("IfExists")
    let name = String((parts.last ?? "").dropLast(holdsIfAbsent ? "IfExists".count : 0))
    quantifier = parts.count == 2 ? Quantifier(rawValue: parts[0]) : nil
    guard let comparison = Comparison(rawValue: name), parts.count == 1 || quantifier != nil else {
      throw IdentityPolicy.Refused(
        description: "the condition operator '\(text)' is not understood; known are "
          + Comparison.allCases.map(\.rawValue).joined(separator: ", ")
          + ", with ForAnyValue:, ForAllValues: and IfExists")
    }
    guard PolicyCondition.isStage(key) || PolicyCondition.tagKey(key) != nil else {
      throw IdentityPolicy.Refused(
        description: "the condition key '\(key)' is not understood; known are secretsmanager:VersionStage, "
          + "aws:ResourceTag/…, secretsmanager:ResourceTag/… and ssm:ResourceTag/…")
    }
    self.comparison = comparison
    self.key = key
    self.values = values
  }

  private static func isStage(_ key: String) -> Bool { key.lowercased() == "secretsmanager:versionstage" }

  /// The service whose resources have such a key, or `aws` for all, and the tag's key.
  private static func tagKey(_ key: String) -> (service: Substring, tag: String)? {
    let key = key.lowercased()
    for service in ["aws", "secretsmanager", "ssm"] {
      let prefix = "\(service):resourcetag/"
      guard key.hasPrefix(prefix), key.utf8.count > prefix.utf8.count else { continue }
      return (service[...], String(key.dropFirst(prefix.count)))
    }
    return nil
  }

  /// - Parameters:
  ///   - action: In lower case; its service's own keys are there, those of another service are not.
  ///   - needsAll: Whether of several values that answer to one key all must fit, as it must be where something is allowed.
  func holds(for resource: PolicyResource, of action: String, needsAll: Bool) -> Bool {
    let found = found(in: resource, of: action)
    if quantifier == nil, found.count > 1 {
      return needsAll ? found.allSatisfy(compare) : found.contains(where: compare)
    }
    guard !found.isEmpty else {
      return holdsIfAbsent || quantifier == .allValues || (comparison.isNegated && quantifier == nil)
    }
    return quantifier == .allValues ? found.allSatisfy(compare) : found.contains(where: compare)
  }

  /// Keys of conditions know no case, and a tag's key is part of one: `aws:ResourceTag/team` asks for `Team`, too (AWS IAM User
  /// Guide, "IAM JSON policy elements: Condition", "The condition block").
  private func found(in resource: PolicyResource, of action: String) -> [String] {
    guard let (service, tag) = PolicyCondition.tagKey(key) else {
      return action.hasPrefix("secretsmanager:") ? resource.versionStages : []
    }
    guard service == "aws" || action.hasPrefix("\(service):") else { return [] }
    return resource.tags.filter { $0.key.lowercased() == tag }.map(\.value)
  }

  /// Against a list, a comparison holds if one value fits; a negated one if none does.
  private func compare(_ value: String) -> Bool {
    switch comparison {
    case .equals: values.contains(value)
    case .notEquals: !values.contains(value)
    case .equalsIgnoringCase: values.contains { $0.lowercased() == value.lowercased() }
    case .notEqualsIgnoringCase: !values.contains { $0.lowercased() == value.lowercased() }
    case .like: values.contains { WildcardPattern($0).matches(value) }
    case .notLike: !values.contains { WildcardPattern($0).matches(value) }
    }
  }
}
