import Cryptography

/// What secrets may be called.
package enum SecretName {
  static let suffixAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  /// The largest GitHub secret, in bytes (GitHub Docs, "Using secrets in GitHub Actions").
  static let githubValueLimit = 48 * 1024

  /// - Throws: ``ServiceError`` in the words of the service.
  package static func validate(_ name: String, _ store: Store) throws {
    switch store {
    case .github: try validateGitHub(name)
    case .secretsManager, .parameterStore:
      guard (1...512).contains(name.utf8.count), name.utf8.allSatisfy(isAllowed) else {
        throw ServiceError.validation(
          "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!")
      }
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "-/_+=.@!".utf8.contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func validateGitHub(_ name: String) throws {
    let isWord = name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    let begins = name.utf8.first.map { !(0x30...0x39).contains($0) } ?? false
    guard isWord, begins, !name.uppercased().hasPrefix("GITHUB_") else {
      throw ServiceError.validation(
        "Invalid name. GitHub takes letters, digits and underscores, not beginning with a digit or with GITHUB_.")
    }
  }
}

/// Random version 4 UUIDs (RFC 9562), as client request tokens are.
package enum UUIDText {
  package static func random() throws -> String {
    var bytes = try SecureRandom.bytes(16)
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Array(Hexadecimal.text(bytes))
    return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
  }
}
