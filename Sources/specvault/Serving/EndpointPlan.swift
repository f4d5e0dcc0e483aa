import AWSEmulation
import Console
import Cryptography
import Vault

/// Who an endpoint serves, and as whom.
struct EndpointPlan {
  let vault: Vault
  /// Where requests belong that name no region, and the account of credentials that name none.
  let scope: Scope
  /// The credential that was made for this run.
  var session: Credential?
  /// Credentials that the user gave.
  var given: [Credential] = []
  /// Whether signatures are verified.
  var verifies = true
  let logsRequests: Bool
  /// The ARNs of the Lambda functions that RotateSecret may name.
  var rotationFunctions: Set<String> = []

  init(_ open: OpenVault, logsRequests: Bool) throws {
    vault = open.vault
    scope = try open.read { $0.scope }
    self.logsRequests = logsRequests
    let functions = Terminal.variable("SPECVAULT_ROTATION_FUNCTIONS") ?? ""
    rotationFunctions = Set(functions.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  /// The agent's own token: `AWS_TOKEN`, or the file that it names (AWS Secrets Manager User Guide, "AWS Secrets Manager
  /// Agent").
  func agentToken() throws -> SecretBytes? {
    guard let value = Terminal.variable("AWS_TOKEN"), !value.isEmpty else { return nil }
    guard value.hasPrefix("file://") else { return SecretBytes(utf8: value) }
    let content = try TerminalInput.contents(ofFile: String(value.dropFirst(7)), limit: 1 << 16)
    let token = content.text().map { String($0.prefix { !$0.isNewline }) } ?? ""
    guard !token.isEmpty else { throw UsageFailure("the file that AWS_TOKEN names holds no token") }
    return SecretBytes(utf8: token)
  }
}
