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

  /// The ARN of whoever changed something: a caller's own, and for somebody at the command line the one that an IAM user of his
  /// login name would have.
  static func arn(ofUser user: String, account: String) -> String {
    if user.hasPrefix("arn:") { return user }
    let name = user.utf8.prefix(64).map { isNameByte($0) ? $0 : UInt8(ascii: "_") }
    return Caller(account: account, name: name.isEmpty ? "specvault" : String(decoding: name, as: UTF8.self)).arn
  }

  /// Letters, digits and `+=,.@_-` (IAM API Reference, "CreateUser").
  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "+=,.@_-".utf8.contains(byte)
  }
}
