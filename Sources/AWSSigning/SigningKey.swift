import Cryptography

/// A key derived from a secret access key for one scope (AWS IAM User Guide, "Create a signed AWS API request", step 3).
package struct SigningKey: Sendable {
  package static let algorithm = "AWS4-HMAC-SHA256"

  package let scope: SigningScope
  private let key: HMACSHA256
  /// What stands before the canonical request's digest, after the time.
  private let scopeLine: [UInt8]

  package init(secretKey: SecretBytes, scope: SigningScope) throws {
    self.scope = scope
    var key = SecretBytes.joining([SecretBytes(utf8: "AWS4"), secretKey])
    for part in [scope.date, scope.region, scope.service, SigningScope.terminator] {
      var code = try HMACSHA256.code(of: Array(part.utf8), key: key)
      key = SecretBytes(moving: &code)
    }
    self.key = try HMACSHA256(key: key)
    scopeLine = Array("\n\(scope.text)\n".utf8)
  }

  /// The signature's hexadecimal digits.
  /// - Parameters:
  ///   - canonicalRequest: See ``CanonicalRequest``.
  ///   - time: `20260131T090000Z`.
  package func signature(of canonicalRequest: [UInt8], at time: String) throws -> [UInt8] {
    var text = SigningKey.firstLine
    text += time.utf8
    text += scopeLine
    text += Hexadecimal.bytes(try SHA256.digest(of: canonicalRequest))
    return Hexadecimal.bytes(try key.code(of: text))
  }

  private static let firstLine = Array("\(algorithm)\n".utf8)
}
