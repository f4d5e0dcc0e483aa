import Age
import Cryptography
import GRDB
import Synchronization

/// An encrypted file of secrets and parameters (FORMAT.md). Safe to use from several threads and processes.
package final class Vault: Sendable {
  /// Opens the vault's wrapped key, which is an age file; asked when the vault is opened and whenever its key was changed.
  package typealias Unlock = @Sendable (_ wrappedKey: [UInt8]) throws -> SecretBytes

  package let path: String
  /// What tells the time.
  package let clock: WallClock
  private let file: VaultFile
  private let unlock: Unlock
  private let memory: RootMemory
  private let keys: Mutex<VaultKeys>
  private let acceptsOlderRoot: Bool

  private init(
    file: VaultFile, keys: VaultKeys, identifier: [UInt8], options: VaultOptions, unlock: @escaping Unlock
  ) {
    path = file.path
    clock = options.clock
    self.file = file
    self.unlock = unlock
    self.keys = Mutex(keys)
    memory = RootMemory(folder: options.stateFolder, vault: identifier, path: file.path)
    acceptsOlderRoot = options.acceptsOlderRoot
  }

  // MARK: Opening

  /// Makes a vault.
  /// - Parameter recipients: Who can open it.
  /// - Throws: ``VaultError/exists(path:)``, ``VaultError/inputOutput(_:hint:)``, `AgeError`.
  package static func create(
    at path: String, for recipients: [any Recipient], settings: Settings, options: VaultOptions
  ) throws -> Vault {
    let vaultKey = try SecureRandom.secret(32)
    let wrapped = try Encryptor.encrypt(vaultKey, to: recipients)
    let identifier = try SecureRandom.bytes(16)
    let keys = try VaultKeys(vaultKey: vaultKey, salt: try SecureRandom.bytes(32))
    do {
      let file = try VaultFile.create(at: path)
      let vault = Vault(file: file, keys: keys, identifier: identifier, options: options) { _ in vaultKey }
      try file.translating {
        try file.database.write { db in
          try db.execute(
            sql: "INSERT INTO vault (id, identifier, salt, key, root) VALUES (1, ?, ?, ?, ?)",
            arguments: [data(identifier), data(keys.salt), data(wrapped), data([])])
          try writeEmptyIndex(db, Sealer(vault: identifier, keys: keys))
        }
      }
      try vault.write { try $0.save(settings) }
      return vault
    } catch {
      // Half a vault would stand in the way of the next attempt; one that was there before is none of ours.
      if case VaultError.exists = error { throw error }
      remove(at: path)
      throw error
    }
  }

  /// Removes a vault's file and what SQLite keeps beside it.
  package static func remove(at path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] { POSIX.remove(path + suffix) }
  }

  /// Opens a vault.
  /// - Throws: ``VaultError``, and what `unlock` throws.
  package static func open(at path: String, options: VaultOptions, unlock: @escaping Unlock) throws -> Vault {
    let file = try VaultFile.open(at: path)
    let header = try file.translating { try file.database.read { try VaultHeader.fetch($0) } }
    let keys = try VaultKeys(vaultKey: try unlock(header.key), salt: header.salt)
    return Vault(file: file, keys: keys, identifier: header.identifier, options: options, unlock: unlock)
  }

  private static func writeEmptyIndex(_ db: Database, _ sealer: Sealer) throws {
    let index = KeyedIndex(keys: sealer.keys)
    try db.execute(sql: "DELETE FROM bucket")
    var digests: [[UInt8]] = []
    for bucket in 0..<KeyedIndex.bucketCount {
      let digest = try index.digest(UInt8(bucket), Bucket())
      digests.append(digest)
      try db.execute(sql: "INSERT INTO bucket (id, digest) VALUES (?, ?)", arguments: [bucket, data(digest)])
    }
    let root = Root(
      generation: 0, index: try index.digest(digests), auditCount: 0,
      auditHead: [UInt8](repeating: 0, count: HMACSHA256.size))
    let sealed = try sealer.seal(root.encoded(), .root, row: 1)
    try db.execute(sql: "UPDATE vault SET root = ? WHERE id = 1", arguments: [data(sealed)])
  }

  // MARK: Transactions

  /// Reads from one consistent state.
  package func read<Result>(_ body: (Snapshot) throws -> Result) throws -> Result {
    // The memory is read before the snapshot begins: a change made meanwhile must not look like a roll-back.
    let known = memory.read()
    let (result, root) = try file.translating {
      try file.database.read { db in
        let header = try VaultHeader.fetch(db)
        let state = try CheckedState(db, header, try keys(for: header))
        try compare(state.remembered, with: known)
        return (try body(Snapshot(db, state)), state.remembered)
      }
    }
    if known != root { memory.write(root) }
    return result
  }

  /// Changes the vault: all that `body` does becomes durable, or nothing where it throws.
  package func write<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
    let known = memory.read()
    let (result, root) = try file.translating {
      try file.database.write { db in
        let header = try VaultHeader.fetch(db)
        let state = try CheckedState(db, header, try keys(for: header))
        try compare(state.remembered, with: known)
        let transaction = Transaction(db, state)
        let result = try body(transaction)
        return (result, try transaction.finish())
      }
    }
    if known != root { memory.write(root) }
    return result
  }

  func keys(for header: VaultHeader) throws -> VaultKeys {
    try keys.withLock { keys in
      if keys.salt != header.salt {
        keys = try VaultKeys(vaultKey: try unlock(header.key), salt: header.salt)
      }
      return keys
    }
  }

  /// The root that the user's state directory remembers.
  var rememberedRoot: RememberedRoot? { memory.read() }

  /// Compares a root that was found with the one remembered before, and remembers it.
  /// - Throws: ``VaultError/rolledBack(found:remembered:)``.
  func accept(_ found: RememberedRoot, after known: RememberedRoot?) throws {
    try compare(found, with: known)
    if known != found { memory.write(found) }
  }

  private func compare(_ found: RememberedRoot, with known: RememberedRoot?) throws {
    guard let known, !acceptsOlderRoot, known != found, known.generation >= found.generation else { return }
    throw VaultError.rolledBack(found: found.generation, remembered: known.generation)
  }

  // MARK: Keys

  /// Wraps the vault's key for these recipients. Whoever could open the vault before still can open older copies of it.
  package func rewrap(for recipients: [any Recipient], settings: Settings, audit: AuditRecord) throws {
    try write { transaction in
      let vaultKey = try unlock(transaction.state.header.key)
      let wrapped = try Encryptor.encrypt(vaultKey, to: recipients)
      try transaction.db.execute(sql: "UPDATE vault SET key = ? WHERE id = 1", arguments: [data(wrapped)])
      try transaction.save(settings)
      try transaction.audit(audit)
    }
  }

  /// Gives the vault a new key and seals every row anew, at once or not at all.
  package func rekey(for recipients: [any Recipient], settings: Settings, audit: AuditRecord) throws {
    let vaultKey = try SecureRandom.secret(32)
    let fresh = try VaultKeys(vaultKey: vaultKey, salt: try SecureRandom.bytes(32))
    let wrapped = try Encryptor.encrypt(vaultKey, to: recipients)
    let root = try file.translating {
      try file.database.write { db in
        let header = try VaultHeader.fetch(db)
        let old = Transaction(db, try CheckedState(db, header, try keys(for: header)))
        try old.audit(audit)
        let root = try Resealing(from: old, to: Sealer(vault: header.identifier, keys: fresh)).run(settings)
        try db.execute(
          sql: "UPDATE vault SET salt = ?, key = ? WHERE id = 1", arguments: [data(fresh.salt), data(wrapped)])
        return root
      }
    }
    keys.withLock { $0 = fresh }
    memory.write(root)
    try rewrite()
  }

  /// Writes the file anew, so that no page keeps a remainder of what the old key sealed, and empties the write-ahead log.
  private func rewrite() throws {
    try file.translating {
      try file.database.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        _ = try db.checkpoint(.truncate)
      }
    }
  }

  /// What is known of the file without a key.
  package static func publicHeader(at path: String) throws -> (identifier: String, wrappedKey: [UInt8]) {
    let file = try VaultFile.open(at: path)
    let header = try file.translating { try file.database.read { try VaultHeader.fetch($0) } }
    return (Hexadecimal.text(header.identifier), header.key)
  }

  /// Lets SQLite check its own structure.
  package func checkStructure() throws {
    let report = try file.translating {
      try file.database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(3)") }
    }
    guard report == ["ok"] else { throw VaultError.damaged("SQLite says: \(report.joined(separator: "; "))") }
  }
}

/// How a vault is used.
package struct VaultOptions: Sendable {
  package var clock = WallClock.system
  /// Where roots are remembered.
  package var stateFolder: String
  /// Whether an older or another file than the one last seen is taken as it is, and remembered.
  package var acceptsOlderRoot = false

  package init(stateFolder: String) {
    self.stateFolder = stateFolder
  }
}
