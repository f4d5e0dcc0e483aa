import Cryptography

/// Who may use the agent's door: the holders of a token, which keeps a server-side request forgery out.
package struct DoorTokens: Sendable {
  private let registry: CredentialRegistry
  /// A token of its own, and who its holder counts as.
  private let own: (token: SecretBytes, caller: Caller)?
  /// Where requests are not signed, any token is taken; one there must be.
  private let anyone: Caller?

  package init(_ registry: CredentialRegistry, own: (token: SecretBytes, caller: Caller)?, anyone: Caller? = nil) {
    self.registry = registry
    self.own = own
    self.anyone = anyone
  }

  /// Nil for a token that nobody holds.
  func caller(of token: String) -> Caller? {
    let bytes = Array(token.utf8)
    if let own, own.token.withUnsafeBytes({ own in bytes.withUnsafeBytes { constantTimeEquals(own, $0) } }) {
      return own.caller
    }
    return registry.caller(ofSessionToken: bytes) ?? (bytes.isEmpty ? nil : anyone)
  }
}
