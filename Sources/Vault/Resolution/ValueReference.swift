/// A text that stands for a value in one of the stores.
package enum ValueReference: Hashable, Sendable {
  /// A secret by name or ARN, with ECS's three optional parts.
  case secret(id: String, jsonKey: String?, stage: String?, versionID: String?)
  /// A parameter by name or ARN, with `:version` or `:label` behind it where wanted.
  case parameter(String)
  /// A name that may be in any store.
  case name(String)

  /// Reads a reference that is the whole text: an ARN, an ECS `valueFrom`, a name, `/aws/reference/secretsmanager/…` or a
  /// dynamic reference in double braces.
  /// - Throws: ``ReferenceError``.
  package init(_ text: String) throws {
    if text.hasPrefix(DynamicReference.opening) {
      guard text.hasSuffix(DynamicReference.closing) else {
        throw ReferenceError("'\(text)' has no closing '}}'")
      }
      self = try DynamicReference.parse(
        String(text.dropFirst(DynamicReference.opening.count).dropLast(DynamicReference.closing.count)))
      return
    }
    if text.hasPrefix("arn:") {
      self = try ValueReference(arn: text)
    } else if let id = ValueReference.secret(behindParameterPath: text) {
      self = id
    } else if text.isEmpty {
      throw ReferenceError("the reference is empty")
    } else {
      self = .name(text)
    }
  }

  /// `arn:…:secret:NAME-xxxxxx:json-key:version-stage:version-id` (Amazon ECS Developer Guide, "Pass Secrets Manager
  /// secrets through Amazon ECS environment variables"), or a parameter's ARN.
  private init(arn text: String) throws {
    guard let arn = ResourceName.parse(text) else {
      throw ReferenceError("'\(text)' is not the ARN of a secret or a parameter")
    }
    guard arn.store == .secretsManager else {
      self = .parameter(text)
      return
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let options = parts.dropFirst(7)
    guard options.isEmpty || options.count == 3 else {
      throw ReferenceError(
        "'\(text)' has \(options.count) parts behind the secret's name; expected none or ':json-key:version-stage:version-id' "
          + "with all three colons")
    }
    func option(_ index: Int) -> String? {
      let index = options.startIndex + index
      return index < options.endIndex && !options[index].isEmpty ? options[index] : nil
    }
    self = .secret(
      id: parts[..<7].joined(separator: ":"), jsonKey: option(0), stage: option(1), versionID: option(2))
  }

  /// Parameter Store's window to Secrets Manager: `/aws/reference/secretsmanager/NAME`, with `:stage` or `:version-id`.
  static func secret(behindParameterPath text: String) -> ValueReference? {
    let prefix = "/aws/reference/secretsmanager/"
    guard text.hasPrefix(prefix) else { return nil }
    let (name, selector) = ParameterName.splitSelector(String(text.dropFirst(prefix.count)))
    guard let selector else { return .secret(id: name, jsonKey: nil, stage: nil, versionID: nil) }
    let isVersion = selector.utf8.count >= 32 && selector.contains("-")
    return .secret(id: name, jsonKey: nil, stage: isVersion ? nil : selector, versionID: isVersion ? selector : nil)
  }
}

/// A reference that cannot be read.
package struct ReferenceError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
