import Age
import Cryptography
import SQLite

/// How a vault's key is changed.
package enum KeyChange {
  /// The same key is wrapped for these. Whoever could open the vault before still can open older copies of it.
  case wrap(for: [any Recipient])
  /// A new key, with which every row is sealed anew. Whoever knew the vault follows, since the old key vouches for the new one.
  case replace(for: [any Recipient])
  /// A new key that the old one does not vouch for, since somebody who knows the old one is not to be trusted any more.
  case replaceWithoutSuccession(for: [any Recipient])
}

extension Vault {
  /// Changes who can open the vault: settings are read, changed and written in one transaction with the key, so that no other change
  /// is lost and none is undone.
  /// - Parameters:
  ///   - body: Changes the settings, and says how the key changes and what the audit log says.
  /// - Throws: ``VaultError``, `AgeError`, and what `body` throws; nothing is changed then.
  package func changeKeys(_ body: (inout Settings) throws -> (KeyChange, AuditRecord)) throws {
    let fresh = try change { transaction in
      var settings = try transaction.settings()
      let (change, record) = try body(&settings)
      try transaction.audit(record)
      switch change {
      case .wrap(let recipients):
        try transaction.wrap(for: recipients)
        try transaction.save(settings)
        return (FreshKey?.none, try transaction.finish())
      case .replace(let recipients):
        return try replaceKey(transaction, for: recipients, settings, hasSuccession: true)
      case .replaceWithoutSuccession(let recipients):
        return try replaceKey(transaction, for: recipients, settings, hasSuccession: false)
      }
    }
    guard let fresh else { return }
    use(fresh.keys)
    try tidyUp(after: fresh)
  }

  private func replaceKey(
    _ transaction: Transaction, for recipients: [any Recipient], _ settings: Settings, hasSuccession: Bool
  ) throws -> (fresh: FreshKey?, root: SeenRoot) {
    // A key that the project cannot be told of would lock the project out.
    try requirePinsWritable(of: transaction.sealer.keys.pin)
    let (fresh, root) = try transaction.replaceKey(for: recipients, settings, hasSuccession: hasSuccession)
    recognition.announce(fresh.keys, epoch: fresh.epoch, of: fresh.vault)
    return (fresh, root)
  }

  /// Whether a project names the vault by this pin.
  private func isPinned(_ pin: VaultPin) -> Bool {
    recognition.pins?.places.contains { (try? $0.read()) == pin } ?? false
  }

  /// What follows a change of the key that is durable already.
  /// - Throws: ``VaultError/unfinished(_:hint:)``.
  private func tidyUp(after fresh: FreshKey) throws {
    var unfinished: [VaultError] = []
    do {
      for place in try writePin(replacing: fresh.former) {
        recognition.note("'vault: \(fresh.keys.pin)' was written to \(place): commit it with the vault")
      }
    } catch {
      let what = "the project's pin could not be written: \(error)"
      let hint = "write 'vault: \(fresh.keys.pin)' there yourself"
      if isPinned(fresh.former) {
        unfinished.append(.unfinished(what, hint: hint))
      } else {
        recognition.note("\(what); \(hint)")
      }
    }
    // Only now: until then others wait for the pin.
    recognition.remember(fresh.keys, epoch: fresh.epoch, of: fresh.vault)
    do {
      // Written anew, so that no page keeps a remainder of what the old key sealed.
      try file.withConnection { try $0.execute("VACUUM") }
    } catch let error as VaultError {
      unfinished.append(
        .unfinished(
          "its file could not be written anew, and may keep remainders of rows under the old key: \(error)",
          hint: "run 'specvault rekey' when that is mended"))
    }
    if let first = unfinished.first { throw unfinished.count == 1 ? first : VaultError.joining(unfinished) }
  }
}

extension Transaction {
  fileprivate func wrap(for recipients: [any Recipient]) throws {
    let wrapped = try Encryptor.encrypt(sealer.keys.vaultKey, to: recipients)
    try db.execute("UPDATE vault SET key = ? WHERE id = 1", [.bytes(wrapped)])
  }

  fileprivate func replaceKey(
    for recipients: [any Recipient], _ settings: Settings, hasSuccession: Bool
  ) throws -> (fresh: FreshKey, root: SeenRoot) {
    let vaultKey = try SecureRandom.secret(32)
    let keys = try VaultKeys(vaultKey: vaultKey, salt: try SecureRandom.bytes(32))
    let epoch = try state.root.epoch
    let root = try Resealing(from: self, to: Sealer(vault: sealer.vault, keys: keys)).run(settings)
    if hasSuccession {
      try Succession.write(from: sealer, epoch: epoch, to: keys, in: db)
    } else {
      try Succession.end(in: db)
    }
    try db.execute(
      "UPDATE vault SET salt = ?, key = ? WHERE id = 1",
      [.bytes(keys.salt), .bytes(try Encryptor.encrypt(vaultKey, to: recipients))])
    return (FreshKey(keys: keys, epoch: root.epoch, vault: sealer.vault, former: sealer.keys.pin), root)
  }
}

/// The key that a vault was given.
private struct FreshKey {
  let keys: VaultKeys
  let epoch: UInt64
  let vault: [UInt8]
  /// The pin of the key before.
  let former: VaultPin
}
