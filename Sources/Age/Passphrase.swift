import Cryptography

/// What passphrase recipients and identities share (age v1, "The scrypt recipient type").
enum ScryptStanza {
  static let kind = "scrypt"
  static let saltSize = 16

  static func wrappingKey(_ passphrase: SecretBytes, salt: [UInt8], logN: Int) throws -> SecretBytes {
    try Scrypt.key(from: passphrase, salt: Array("age-encryption.org/v1/scrypt".utf8) + salt, logN: logN)
  }
}

/// Encrypts to a passphrase; the file's only recipient.
package struct PassphraseRecipient: Recipient {
  private let passphrase: SecretBytes
  private let logN: Int
  package var standsAlone: Bool { true }

  /// - Parameter logN: The work factor; 18 takes about a second and 256 MiB.
  package init(_ passphrase: SecretBytes, logN: Int = 18) {
    self.passphrase = passphrase
    self.logN = logN
  }

  package func wrap(_ fileKey: SecretBytes) throws -> Stanza {
    let salt = try SecureRandom.bytes(ScryptStanza.saltSize)
    let key = try ScryptStanza.wrappingKey(passphrase, salt: salt, logN: logN)
    return Stanza(
      kind: ScryptStanza.kind, arguments: [String(decoding: Base64.encode(salt), as: UTF8.self), String(logN)],
      body: try AEAD.chaCha20Poly1305.seal(fileKey, key: key, nonce: X25519Stanza.nonce))
  }
}

/// Opens files encrypted to a passphrase.
package struct PassphraseIdentity: Identity {
  private let passphrase: SecretBytes
  private let logNLimit: Int

  /// The work of a file that is opened without a second thought: four times that of ours, 1 GiB. A file says for itself how
  /// much it asks for, and age's own limit of 22 lets it take 4 GiB.
  package static let workFactorLimit = 20

  /// - Parameter logNLimit: A file that asks for more work is refused before any of it is done: each step doubles time and
  ///   memory.
  package init(_ passphrase: SecretBytes, logNLimit: Int = PassphraseIdentity.workFactorLimit) {
    self.passphrase = passphrase
    self.logNLimit = logNLimit
  }

  package func unwrap(_ stanzas: [Stanza]) throws -> SecretBytes? {
    guard let stanza = stanzas.first(where: { $0.kind == ScryptStanza.kind }) else { return nil }
    guard stanza.arguments.count == 2, let salt = Base64.decode(stanza.arguments[0].utf8),
      salt.count == ScryptStanza.saltSize, let logN = PassphraseIdentity.workFactor(stanza.arguments[1])
    else { throw AgeError.malformed("an scrypt stanza needs a salt of 16 bytes and a work factor") }
    guard stanza.body.count == X25519Stanza.fileKeySize + AEAD.tagSize else {
      throw AgeError.malformed("an scrypt stanza's body must be 32 bytes, not \(stanza.body.count)")
    }
    guard logN <= logNLimit else { throw AgeError.workFactorTooHigh(logN, limit: logNLimit) }
    let key = try ScryptStanza.wrappingKey(passphrase, salt: salt, logN: logN)
    let fileKey = try stanza.body.withUnsafeBytes {
      try AEAD.chaCha20Poly1305.open($0, key: key, nonce: X25519Stanza.nonce)
    }
    guard let fileKey else { throw AgeError.wrongPassphrase }
    return fileKey
  }

  /// A decimal number from 1 without sign or leading zero.
  private static func workFactor(_ text: String) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !text.hasPrefix("0"), text.count <= 4 else {
      return nil
    }
    return Int(text)
  }
}
