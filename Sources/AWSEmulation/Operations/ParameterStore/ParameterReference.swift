import Vault

/// Names of parameters as requests give them: with a selector behind them, or as ARNs, or with white space at their ends.
enum ParameterReference {
  /// What a malformed name is answered with, wherever it is asked for (recorded for PutParameter, GetParameter and GetParameters).
  static let malformed = ServiceError.validation(ParameterName.requirements)

  /// The service removes spaces at the beginning and the end of a name (AWS Systems Manager API Reference, "GetParameter").
  static func trimmed(_ reference: String) -> String { ParameterName.trimmed(reference) }

  /// - Throws: `ServiceError` for a name that no parameter can have; one that AWS keeps for itself may be asked for.
  static func validate(_ reference: String) throws {
    let name = ParameterName.splitSelector(trimmed(reference)).name
    guard ResourceName.parse(name) == nil, SecretReference.secretName(name) == nil else { return }
    guard ParameterName.isWellFormed(name) else { throw malformed }
  }
}
