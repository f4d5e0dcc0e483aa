import Vault

/// An answer that says no.
package struct Fault: Error, Sendable, Equatable {
  /// AWS's name for it, for example `InvalidSignatureException`.
  package let code: String
  /// AWS's wording; nil where AWS gives none.
  package let message: String?
  /// The HTTP status.
  package let status: Int

  package init(_ code: String, _ message: String?, status: Int = 400) {
    self.code = code
    self.message = message
    self.status = status
  }

  static func validation(_ message: String) -> Fault { Fault("ValidationException", message) }
  static func serialization(_ message: String) -> Fault { Fault("SerializationException", message) }

  /// What the vault's services refuse, and what went wrong inside.
  init(_ error: any Error, _ service: AWSService) {
    switch error {
    case let fault as Fault: self = fault
    case let error as ServiceError:
      // AWS answers this one without a word, unless it speaks of Secrets Manager.
      let isSilent = error.code == "ParameterNotFound" && !error.message.contains("Secrets Manager")
      self.init(error.code, isSilent ? nil : error.message)
    default: self.init(service.internalError, "An error occurred on the server side.", status: 500)
    }
  }

  /// The JSON body in the spelling of a service.
  func body(_ service: AWSService) -> [UInt8] {
    var object = JSONObject()
    object.put("__type", code)
    object.put(service.messageMember(code), message)
    return object.closed()
  }
}

/// The services whose requests the endpoint answers.
package enum AWSService: String, Sendable {
  case secretsManager = "secretsmanager"
  case parameterStore = "ssm"
  case securityTokens = "sts"

  /// What stands before the operation's name in `X-Amz-Target`.
  var targetPrefix: String {
    switch self {
    case .secretsManager: "secretsmanager"
    case .parameterStore: "AmazonSSM"
    case .securityTokens: ""
    }
  }

  var internalError: String { self == .parameterStore ? "InternalServerError" : "InternalServiceError" }

  /// Secrets Manager's modelled errors carry `Message`, Parameter Store's one or the other (the service models' error shapes).
  func messageMember(_ code: String) -> String {
    switch self {
    case .secretsManager: AWSService.secretsManagerModel.contains(code) ? "Message" : "message"
    case .parameterStore: AWSService.parameterStoreCapitals.contains(code) ? "Message" : "message"
    case .securityTokens: "message"
    }
  }

  private static let secretsManagerModel: Set = [
    "DecryptionFailure", "EncryptionFailure", "InternalServiceError", "InvalidNextTokenException",
    "InvalidParameterException", "InvalidRequestException", "LimitExceededException",
    "MalformedPolicyDocumentException", "PreconditionNotMetException", "PublicPolicyException",
    "ResourceExistsException", "ResourceNotFoundException", "AccessDeniedException",
  ]

  private static let parameterStoreCapitals: Set = [
    "AccessDeniedException", "InternalServerError", "InvalidFilterValue", "InvalidNextToken",
    "ResourceNotFoundException", "ServiceSettingNotFound", "TooManyUpdates",
  ]
}
