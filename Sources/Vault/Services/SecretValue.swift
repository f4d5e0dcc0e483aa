import Cryptography

/// A value to be stored as a secret.
package struct SecretInput: Sendable {
  package let bytes: SecretBytes
  /// As SecretBinary instead of SecretString.
  package let isBinary: Bool

  package init(_ bytes: SecretBytes, isBinary: Bool = false) {
    self.bytes = bytes
    self.isBinary = isBinary
  }
}

/// A value that was found, with the entry and the version it belongs to.
package struct FoundValue: Sendable {
  package let entry: Entry
  package let version: Version
  package let bytes: SecretBytes
}
