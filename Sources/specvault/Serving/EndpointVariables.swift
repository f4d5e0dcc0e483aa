import AWSEmulation
import Cryptography
import Vault

/// The variables by which AWS's clients find an endpoint (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
enum EndpointVariables {
  /// For a command that is to use the endpoint and nothing else of AWS.
  static func all(port: Int, _ session: Credential, region: String) -> [String: SecretBytes] {
    var variables = credential(session)
    for name in endpoints { variables[name] = SecretBytes(utf8: "http://127.0.0.1:\(port)") }
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] { variables[name] = SecretBytes(utf8: region) }
    // The Lambda extension's clients ask for the port by this name.
    variables["PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"] = SecretBytes(utf8: String(port))
    return variables
  }

  /// The variables that name the endpoint of one service each.
  static let endpoints = ["AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL_STS"]

  /// What would lead a client elsewhere.
  static let misleading = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]

  /// What nobody but the command may learn of a session.
  static let secret = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]

  static func credential(_ session: Credential) -> [String: SecretBytes] {
    var variables = [
      "AWS_ACCESS_KEY_ID": SecretBytes(utf8: session.accessKeyID), "AWS_SECRET_ACCESS_KEY": session.secretKey,
    ]
    variables["AWS_SESSION_TOKEN"] = session.sessionToken
    return variables
  }
}
