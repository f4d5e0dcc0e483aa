import Cryptography

/// One that a file can be encrypted to.
package protocol Recipient: Sendable {
  /// Wraps a file's key so that this recipient's identity can unwrap it.
  func wrap(_ fileKey: SecretBytes) throws -> Stanza
  /// Whether it must be the file's only recipient, as a passphrase must.
  var standsAlone: Bool { get }
}

/// One that can open files encrypted to its recipient.
package protocol Identity: Sendable {
  /// The file's key, from whichever stanza is meant for this identity.
  /// - Returns: Nil where none is.
  /// - Throws: ``AgeError`` for a stanza of its kind that breaks the format.
  func unwrap(_ stanzas: [Stanza]) throws -> SecretBytes?
}

/// What X25519 recipients and identities share (age v1, "The X25519 recipient type").
enum X25519Stanza {
  static let kind = "X25519"
  static let fileKeySize = 16
  static let nonce = [UInt8](repeating: 0, count: AEAD.nonceSize)

  static func wrappingKey(shared: SecretBytes, ephemeral: [UInt8], recipient: [UInt8]) throws -> SecretBytes {
    try HKDF.key(from: shared, salt: ephemeral + recipient, info: "age-encryption.org/v1/X25519")
  }
}

/// A public key, `age1…`.
package struct X25519Recipient: Recipient, Hashable, CustomStringConvertible {
  package let point: [UInt8]
  package var standsAlone: Bool { false }

  init(point: [UInt8]) {
    self.point = point
  }

  /// Reads `age1…`.
  /// - Throws: ``AgeError/unusableKey(_:hint:)``, which says what else the text seems to be.
  package init(_ text: String) throws {
    if let (prefix, bytes) = Bech32.decode(text), prefix == "age", bytes.count == X25519.size, text.hasPrefix("age1") {
      point = bytes
      return
    }
    throw KeyDiagnosis.notARecipient(text)
  }

  package var description: String { Bech32.encode(point, prefix: "age") }

  package func wrap(_ fileKey: SecretBytes) throws -> Stanza {
    let ephemeral = try X25519.Key(scalar: SecureRandom.secret(X25519.size))
    let share = ephemeral.point
    guard let shared = try ephemeral.sharedSecret(with: point) else {
      throw AgeError.unusableKey("the recipient \(self) is a point of low order, which no key pair has", hint: nil)
    }
    let key = try X25519Stanza.wrappingKey(shared: shared, ephemeral: share, recipient: point)
    let body = try AEAD.chaCha20Poly1305.seal(fileKey, key: key, nonce: X25519Stanza.nonce)
    return Stanza(
      kind: X25519Stanza.kind, arguments: [String(decoding: Base64.encode(share), as: UTF8.self)], body: body)
  }
}

/// A secret key, `AGE-SECRET-KEY-1…`.
package final class X25519Identity: Identity {
  private let scalar: SecretBytes
  private let key: X25519.Key
  /// The public key that belongs to it.
  package let recipient: X25519Recipient

  /// A new key pair.
  package static func generate() throws -> X25519Identity {
    try X25519Identity(scalar: try SecureRandom.secret(X25519.size))
  }

  init(scalar: SecretBytes) throws {
    self.scalar = scalar
    key = try X25519.Key(scalar: scalar)
    recipient = X25519Recipient(point: key.point)
  }

  /// Reads `AGE-SECRET-KEY-1…`.
  /// - Throws: ``AgeError/unusableKey(_:hint:)``, which never repeats the text.
  package convenience init(_ text: String) throws {
    guard var (prefix, bytes) = Bech32.decode(text), prefix == "age-secret-key-", bytes.count == X25519.size,
      text.hasPrefix("AGE-SECRET-KEY-1")
    else { throw KeyDiagnosis.notAnIdentity(text) }
    prefix = ""
    try self.init(scalar: SecretBytes(moving: &bytes))
  }

  /// The key as an identity file holds it: `AGE-SECRET-KEY-1…`.
  package func secretText() -> SecretBytes {
    scalar.withUnsafeBytes { scalar in
      SecretBytes(utf8: Bech32.encode(Array(scalar), prefix: "age-secret-key-").uppercased())
    }
  }

  package func unwrap(_ stanzas: [Stanza]) throws -> SecretBytes? {
    for stanza in stanzas where stanza.kind == X25519Stanza.kind {
      if let fileKey = try unwrap(stanza) { return fileKey }
    }
    return nil
  }

  private func unwrap(_ stanza: Stanza) throws -> SecretBytes? {
    guard stanza.arguments.count == 1, let share = Base64.decode(stanza.arguments[0].utf8), share.count == X25519.size
    else { throw AgeError.malformed("an X25519 stanza needs one argument of 32 bytes") }
    guard stanza.body.count == X25519Stanza.fileKeySize + AEAD.tagSize else {
      throw AgeError.malformed("an X25519 stanza's body must be 32 bytes, not \(stanza.body.count)")
    }
    guard let shared = try key.sharedSecret(with: share) else {
      throw AgeError.malformed("an X25519 stanza holds a point of low order")
    }
    let key = try X25519Stanza.wrappingKey(shared: shared, ephemeral: share, recipient: recipient.point)
    return try stanza.body.withUnsafeBytes {
      try AEAD.chaCha20Poly1305.open($0, key: key, nonce: X25519Stanza.nonce)
    }
  }
}
