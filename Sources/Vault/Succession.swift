import Cryptography
import SQLite

/// How an old key vouches for the one that took its place: what a key is known by, sealed with what the key before is known by.
///
/// So a colleague's `rekey` is followed by whoever knew the vault before, and a vault that a stranger made is not. Where a recipient was
/// removed nothing vouches: whoever knew the old key could have made the new one (THREATS.md).
enum Succession {
  /// Lets the old keys vouch for the fresh ones.
  static func write(from old: Sealer, epoch: UInt64, to fresh: VaultKeys, in db: Connection) throws {
    let body = try old.seal(fresh.succession, .succession, row: Int64(bitPattern: epoch))
    try db.execute(
      "INSERT OR REPLACE INTO succession (epoch, body) VALUES (?, ?)",
      [.integer(Int64(bitPattern: epoch)), .bytes(body)])
  }

  /// Ends what older keys vouched for.
  static func end(in db: Connection) throws { try db.execute("DELETE FROM succession") }

  /// Whether each key from one that is known on vouches for the next, up to another.
  static func leads(
    from old: VaultMemory.KnownKey, to new: VaultMemory.KnownKey, of vault: [UInt8], _ db: Connection
  ) throws -> Bool {
    var check = old.check
    guard new.epoch - old.epoch <= 10_000 else { return false }
    for epoch in old.epoch..<new.epoch {
      let row = Int64(bitPattern: epoch)
      let body = try db.first("SELECT body FROM succession WHERE epoch = ?", [.integer(row)]) { $0.bytes(0) } ?? nil
      guard let body, body.count >= AEAD.nonceSize + AEAD.tagSize, check.count == 32 else { return false }
      let key = check.withUnsafeBytes { SecretBytes(copying: $0) }
      let next = try body.withUnsafeBytes { bytes in
        try AEAD.aes256GCM.open(
          UnsafeRawBufferPointer(rebasing: bytes[AEAD.nonceSize...]), key: key, nonce: Array(bytes[..<AEAD.nonceSize]),
          binding: Sealer.binding(vault, .succession, row: row, parent: 0))
      }
      guard let next else { return false }
      check = next.withUnsafeBytes { Array($0) }
    }
    return constantTimeEquals(check, new.check)
  }
}
