import Cryptography
import Diagnostics
import Syntax

/// What parameters may be called (AWS Systems Manager User Guide, "Requirements and constraints for parameter names").
package enum ParameterName {
  /// Where AWS publishes parameters of its own, as of machine images (AWS Systems Manager User Guide, "Working with public
  /// parameters").
  package static let publicPrefix = "/aws/service/"

  /// The name as it is stored: without white space at its ends.
  /// - Parameter allowsPublic: Whether it may be a copy of one of AWS's own parameters.
  /// - Throws: ``ServiceError`` in Systems Manager's words.
  package static func validated(_ name: String, allowsPublic: Bool = false) throws -> String {
    let name = trimmed(name)
    guard name.utf8.count <= 1011, isWellFormed(name) else { throw ServiceError.validation(requirements) }
    if !(allowsPublic && name.hasPrefix(publicPrefix)) { try refuseReserved(name) }
    let levels = name.utf8.count { $0 == UInt8(ascii: "/") }
    guard levels <= 15 else {
      throw ServiceError(
        "HierarchyLevelLimitExceededException",
        "A hierarchy can have a maximum of 15 levels; '\(name)' has \(levels).")
    }
    return name
  }

  /// Names are AWS's own that begin with `aws` or `ssm`. AWS has three answers (recorded by moto's tests): none may write below
  /// `/aws…/`, a path below `/ssm…/` is malformed, and so is a name that is no path, in fewer words.
  private static func refuseReserved(_ name: String) throws {
    let first = name.drop { $0 == "/" }.lowercased()
    guard first.hasPrefix("aws") || first.hasPrefix("ssm") else { return }
    guard first.utf8.contains(UInt8(ascii: "/")) else {
      throw ServiceError.validation("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).")
    }
    guard first.hasPrefix("aws") else { throw ServiceError.validation(requirements) }
    throw ServiceError("AccessDeniedException", "No access to reserved parameter name: \(name).")
  }

  /// What AWS says of a name that does not keep the rules.
  package static let requirements =
    "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of sub-paths "
    + "divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_"

  /// The name without white space at its ends.
  package static func trimmed(_ name: String) -> String {
    let body = name.drop(while: \.isWhitespace)
    return String(body.reversed().drop(while: \.isWhitespace).reversed())
  }

  /// Whether a name is one word, or a path that begins with a slash and has no empty part.
  package static func isWellFormed(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.allSatisfy(isAllowed) else { return false }
    let levels = name.split(separator: "/", omittingEmptySubsequences: false)
    return levels.count == 1 || (levels[0].isEmpty && !levels.dropFirst().contains(""))
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "_.-/".utf8.contains(byte)
  }

  /// `/name` and `name` are one parameter.
  static func spellings(_ name: String) -> [String] {
    if name.hasPrefix("/") {
      let rest = String(name.dropFirst())
      return rest.utf8.contains(UInt8(ascii: "/")) ? [name] : [name, rest]
    }
    return name.utf8.contains(UInt8(ascii: "/")) ? [name] : [name, "/" + name]
  }

  /// `name:3` and `name:label` taken apart; an ARN's own colons are not selectors.
  package static func splitSelector(_ reference: String) -> (name: String, selector: String?) {
    let colons = reference.hasPrefix("arn:") ? 6 : 1
    let parts = reference.split(separator: ":", maxSplits: colons, omittingEmptySubsequences: false)
    guard parts.count == colons + 1 else { return (reference, nil) }
    return (parts[..<colons].joined(separator: ":"), String(parts[colons]))
  }
}

/// The tiers and how much each takes.
enum ParameterTier {
  static let standardLimit = 4096
  static let advancedLimit = 8192

  static func choose(_ new: ParameterStore.NewParameter, before: ParameterTraits?) throws -> String {
    let needsAdvanced = new.value.count > standardLimit || new.policies.map { $0 != "[]" } ?? false
    switch new.tier ?? before?.tier ?? "Standard" {
    case "Advanced": return "Advanced"
    case "Intelligent-Tiering": return needsAdvanced || before?.tier == "Advanced" ? "Advanced" : "Standard"
    case "Standard":
      guard before?.tier != "Advanced" else {
        throw ServiceError.validation(
          "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter "
            + "tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as "
            + "a standard parameter.")
      }
      try requireStandardSize(new.value)
      guard !needsAdvanced else {
        throw ServiceError.validation(
          "Parameter policies are only supported for parameters in the advanced-parameter tier.")
      }
      return "Standard"
    case let other:
      throw ServiceError.validation(
        "Value '\(other)' at 'tier' failed to satisfy constraint: Member must satisfy enum value set: "
          + "[Standard, Advanced, Intelligent-Tiering]")
    }
  }
}

extension ParameterTier {
  /// - Throws: ``ServiceError`` for a value that only an advanced parameter takes.
  static func requireStandardSize(_ value: SecretBytes) throws {
    guard value.count <= standardLimit else {
      throw ServiceError.validation(
        "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter "
          + "value, upgrade the parameter to use the advanced-parameter tier. For more information, see "
          + "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html")
    }
  }
}

/// What values a parameter takes.
enum ParameterValue {
  static func validate(_ value: SecretBytes, _ traits: ParameterTraits) throws {
    guard value.count > 0 else {
      throw ServiceError.validation(
        "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than "
          + "or equal to 1.")
    }
    guard value.count <= ParameterTier.advancedLimit else {
      throw ServiceError.validation(
        "Advanced tier parameters support a maximum parameter value of 8192 characters.")
    }
    guard let text = value.text() else {
      throw ServiceError.validation("The value is not UTF-8 text; Parameter Store keeps text only.")
    }
    guard let pattern = traits.allowedPattern, !pattern.isEmpty else { return }
    guard let fits = try? AllowedPattern(pattern).matches(text) else {
      throw ServiceError(
        "InvalidAllowedPatternException", "The request does not meet the regular expression requirement.")
    }
    guard fits else {
      throw ServiceError(
        "ParameterPatternMismatchException",
        "Parameter value, cannot be validated against allowedPattern: \(pattern)")
    }
  }
}

/// A parameter version's labels.
enum ParameterLabel {
  static let limit = 10

  /// Labels that are allowed, and labels that are not.
  static func sort(_ labels: [String]) -> (valid: [String], invalid: [String]) {
    (labels.filter(isValid), labels.filter { !isValid($0) })
  }

  private static func isValid(_ label: String) -> Bool {
    guard (1...100).contains(label.utf8.count), let first = label.utf8.first, !(0x30...0x39).contains(first) else {
      return false
    }
    let lower = label.lowercased()
    return !lower.hasPrefix("aws") && !lower.hasPrefix("ssm")
      && lower.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || "_.-".utf8.contains($0) }
  }
}

extension ParameterTraits {
  /// The policies one by one, each with its type.
  package var inlinePolicies: [(text: String, type: String)] { policies.map(ParameterPolicies.each) ?? [] }
}

/// Parameter policies: a JSON list of Expiration, ExpirationNotification and NoChangeNotification.
enum ParameterPolicies {
  static func validate(_ json: String) throws {
    guard let list = parsed(json) else {
      throw ServiceError("InvalidPolicyAttributeException", "The policies are not a JSON list of objects.")
    }
    guard list.count <= 10 else {
      throw ServiceError(
        "PoliciesLimitExceededException",
        "You specified more than the maximum number of allowed policies. The maximum is 10.")
    }
    for policy in list {
      guard let type = text(policy["Type"]),
        ["Expiration", "ExpirationNotification", "NoChangeNotification"].contains(type)
      else {
        throw ServiceError(
          "InvalidPolicyTypeException",
          "The policy type is not supported. Parameter Store supports the following policy types: Expiration, "
            + "ExpirationNotification, and NoChangeNotification.")
      }
      guard text(policy["Version"]) == "1.0", let attributes = policy["Attributes"], hasAttributes(type, attributes)
      else {
        throw ServiceError(
          "InvalidPolicyAttributeException", "A policy attribute or its value is invalid in the \(type) policy.")
      }
    }
    guard list.count(where: { text($0["Type"]) == "Expiration" }) <= 1 else {
      throw ServiceError(
        "IncompatiblePolicyException", "There is a conflict in the policies: there can be one Expiration policy only.")
    }
  }

  private static func hasAttributes(_ type: String, _ attributes: DataNode) -> Bool {
    if type == "Expiration" { return text(attributes["Timestamp"]).flatMap(Timestamp.init(rfc3339:)) != nil }
    let amount = text(attributes[type == "NoChangeNotification" ? "After" : "Before"])
    return amount.flatMap { Int($0) } != nil && ["Days", "Hours"].contains(text(attributes["Unit"]) ?? "")
  }

  /// When the parameter expires, if it does.
  static func expiration(_ json: String) -> Timestamp? {
    let policy = parsed(json)?.first { text($0["Type"]) == "Expiration" }
    return text(policy?["Attributes"]?["Timestamp"]).flatMap(Timestamp.init(rfc3339:))
  }

  /// Each policy's own JSON and type: as it was written, without the white space between its parts.
  static func each(_ json: String) -> [(text: String, type: String)] {
    (parsed(json) ?? []).compactMap { policy in
      text(policy["Type"]).map { (compact(policy.tree.source.bytes[policy.range]), $0) }
    }
  }

  private static func compact(_ json: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var isInText = false
    var isEscaped = false
    for byte in json where isInText || ![0x20, 0x09, 0x0A, 0x0D].contains(byte) {
      result.append(byte)
      if byte == UInt8(ascii: "\""), !isEscaped { isInText.toggle() }
      isEscaped = isInText && byte == UInt8(ascii: "\\") && !isEscaped
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func parsed(_ json: String) -> [DataNode]? {
    let tree = JSONParser.parse(SourceText(path: "policies", text: json))
    guard tree.problems.isEmpty, let list = tree.documents.first, list.isSequence else { return nil }
    return list.elements.allSatisfy(\.isMapping) ? list.elements : nil
  }

  /// A JSON text, no number or word.
  private static func text(_ node: DataNode?) -> String? {
    guard case .doubleQuoted? = node?.style else { return nil }
    return node?.text
  }
}
