import Cryptography

/// The keys of a vault, derived from its one 256-bit key (FORMAT.md, "Keys").
final class VaultKeys: Sendable {
  /// Names of entries to the places they are looked up.
  let lookup: HMACSHA256
  /// Records: entries and settings.
  let record: SecretBytes
  /// Values.
  let value: SecretBytes
  /// Audit records and their chain.
  let audit: SecretBytes
  /// The index of what is there.
  let index: HMACSHA256
  /// The root.
  let root: SecretBytes
  /// Tokens that go out and come back.
  let token: SecretBytes
  /// What seals the keys that come after this one's, and is remembered as the sign of this one.
  let succession: SecretBytes
  /// What a team writes down to know its vault by: says nothing of the key.
  let pin: VaultPin
  /// The vault's key itself.
  let vaultKey: SecretBytes
  /// The salt they were derived with, which changes whenever the vault's key does.
  let salt: [UInt8]

  init(vaultKey: SecretBytes, salt: [UInt8]) throws {
    func derive(_ purpose: String) throws -> SecretBytes {
      try HKDF.key(from: vaultKey, salt: salt, info: "deployspec vault 1 \(purpose)")
    }
    lookup = try HMACSHA256(key: derive("lookup"))
    record = try derive("record")
    value = try derive("value")
    audit = try derive("audit")
    index = try HMACSHA256(key: derive("index"))
    root = try derive("root")
    token = try derive("token")
    succession = try derive("succession")
    pin = VaultPin(try derive("pin"))
    self.vaultKey = vaultKey
    self.salt = salt
  }
}

/// A text by which a vault's key is known without being told: committed beside the spec, it says which vault is the team's.
package struct VaultPin: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  fileprivate init(_ derived: SecretBytes) {
    description = "pin1-" + derived.withUnsafeBytes { Hexadecimal.text(Array($0.prefix(16))) }
  }

  /// - Returns: Nil for a text that is no pin.
  package init?(_ text: String) {
    let digits = text.dropFirst(5)
    guard text.hasPrefix("pin1-"), digits.utf8.count == 32, Hexadecimal.text(Hexadecimal.decoding(digits)) == digits
    else { return nil }
    description = text
  }
}

/// Seals rows and opens them: nonce, ciphertext, tag; bound to the vault, the table and the row.
struct Sealer: Sendable {
  enum Table: String {
    case root, record, value, audit, succession
  }

  let vault: [UInt8]
  let keys: VaultKeys

  func seal(_ plaintext: SecretBytes, _ table: Table, row: Int64, parent: Int64 = 0) throws -> [UInt8] {
    let nonce = try SecureRandom.bytes(AEAD.nonceSize)
    return nonce
      + (try AEAD.aes256GCM.seal(
        plaintext, key: key(table), nonce: nonce, binding: binding(table, row: row, parent: parent)))
  }

  func seal(_ plaintext: [UInt8], _ table: Table, row: Int64) throws -> [UInt8] {
    try seal(plaintext.withUnsafeBytes { SecretBytes(copying: $0) }, table, row: row)
  }

  /// - Returns: Nil where the row does not authenticate at this place.
  func open(_ sealed: [UInt8], _ table: Table, row: Int64, parent: Int64 = 0) throws -> SecretBytes? {
    guard sealed.count >= AEAD.nonceSize + AEAD.tagSize else { return nil }
    return try sealed.withUnsafeBytes { bytes in
      try AEAD.aes256GCM.open(
        UnsafeRawBufferPointer(rebasing: bytes[AEAD.nonceSize...]), key: key(table),
        nonce: Array(bytes[..<AEAD.nonceSize]), binding: binding(table, row: row, parent: parent))
    }
  }

  /// What opens many records, one after the other.
  func recordOpener() throws -> AEADOpener { try AEADOpener(.aes256GCM, key: keys.record) }

  /// The tag of a sealed row, which stands for its whole content.
  static func tag(_ sealed: [UInt8]) -> [UInt8] {
    Array(sealed.suffix(AEAD.tagSize))
  }

  private func key(_ table: Table) -> SecretBytes {
    switch table {
    case .root: keys.root
    case .record: keys.record
    case .value: keys.value
    case .audit: keys.audit
    case .succession: keys.succession
    }
  }

  private func binding(_ table: Table, row: Int64, parent: Int64) -> [UInt8] {
    Sealer.binding(vault, table, row: row, parent: parent)
  }

  /// What a row is bound to: its vault, its table and its place.
  static func binding(_ vault: [UInt8], _ table: Table, row: Int64, parent: Int64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(vault.count + 32)
    bytes += vault
    bytes += table.rawValue.utf8
    withUnsafeBytes(of: (row.bigEndian, parent.bigEndian)) { bytes += $0 }
    return bytes
  }
}
