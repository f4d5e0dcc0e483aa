import Cryptography
import Vault

/// An access key that the endpoint accepts.
package struct Credential: Sendable {
  package let accessKeyID: String
  package let secretKey: SecretBytes
  /// What `x-amz-security-token` must hold; nil for long-term keys.
  package let sessionToken: SecretBytes?
  package let caller: Caller

  package init(accessKeyID: String, secretKey: SecretBytes, sessionToken: SecretBytes? = nil, caller: Caller) {
    self.accessKeyID = accessKeyID
    self.secretKey = secretKey
    self.sessionToken = sessionToken
    self.caller = caller
  }

  /// A credential for one run, as AWS gives temporary ones: `ASIA…` and a session token.
  package static func temporary(account: String) throws -> Credential {
    Credential(
      accessKeyID: try accessKeyID(prefix: "ASIA"), secretKey: try newSecretKey(),
      sessionToken: try newSecretKey(length: 64), caller: Caller(account: account, name: "specvault-session"))
  }

  /// A fresh access key id: a prefix and sixteen characters of base 32.
  package static func accessKeyID(prefix: String) throws -> String {
    prefix + (try SecureRandom.text(16, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
  }

  /// A fresh secret access key.
  package static func newSecretKey(length: Int = 40) throws -> SecretBytes {
    SecretBytes(
      utf8: try SecureRandom.text(length, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
  }
}

/// Who makes a request.
package struct Caller: Sendable {
  /// Twelve digits.
  package let account: String
  package let name: String
  /// Nil allows everything.
  package let policy: IdentityPolicy?

  package init(account: String, name: String, policy: IdentityPolicy? = nil) {
    self.account = account
    self.name = name
    self.policy = policy
  }

  /// As GetCallerIdentity shows it.
  package var arn: String { "arn:aws:iam::\(account):user/\(name)" }
}
