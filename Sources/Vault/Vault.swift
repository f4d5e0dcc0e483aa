import Age
import Cryptography
import SQLite
import Synchronization

/// An encrypted file of secrets and parameters (FORMAT.md). Safe to use from several threads and processes.
package final class Vault: Sendable {
  /// Opens the vault's wrapped key, which is an age file; asked when the vault is opened and whenever its key was changed.
  package typealias Unlock = @Sendable (_ wrappedKey: [UInt8]) throws -> SecretBytes

  package let path: String
  /// What tells the time.
  package let clock: WallClock
  let file: VaultFile
  let recognition: Recognition
  private let unlock: Unlock
  private let keys: Mutex<VaultKeys>
  private let writer = Writer()

  /// What the last change left, good for the next one if the file still says the same. Touched only inside of a write.
  private final class Writer: @unchecked Sendable {
    var state: CheckedState?
  }

  private init(file: VaultFile, keys: VaultKeys, options: VaultOptions, unlock: @escaping Unlock) {
    path = file.path
    clock = options.clock
    self.file = file
    self.unlock = unlock
    self.keys = Mutex(keys)
    recognition = Recognition(options, path: file.path)
  }

  // MARK: Opening

  /// Makes a vault.
  /// - Parameter recipients: Who can open it.
  /// - Throws: ``VaultError/exists(path:)``, ``VaultError/inputOutput(_:hint:)``, `AgeError`.
  package static func create(
    at path: String, for recipients: [any Recipient], settings: Settings, options: VaultOptions
  ) throws -> Vault {
    try create(
      at: path, for: recipients, settings: settings, options: options, identifier: try SecureRandom.bytes(16))
  }

  static func create(
    at path: String, for recipients: [any Recipient], settings: Settings, options: VaultOptions, identifier: [UInt8]
  ) throws -> Vault {
    let vaultKey = try SecureRandom.secret(32)
    let wrapped = try Encryptor.encrypt(vaultKey, to: recipients)
    let keys = try VaultKeys(vaultKey: vaultKey, salt: try SecureRandom.bytes(32))
    do {
      let file = try VaultFile.create(at: path, note: options.note)
      let root = try file.write { db, _ in
        try db.execute(
          "INSERT INTO vault (id, identifier, salt, key) VALUES (1, ?, ?, ?)",
          [.bytes(identifier), .bytes(keys.salt), .bytes(wrapped)])
        return try writeEmptyIndex(db, Sealer(vault: identifier, keys: keys))
      }
      let vault = Vault(file: file, keys: keys, options: options) { _ in vaultKey }
      vault.recognition.introduce(identifier, keys, root)
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
    let file = try VaultFile.open(at: path, note: options.note)
    let header = try file.read(VaultHeader.fetch)
    let keys = try VaultKeys(vaultKey: try unlock(header.key), salt: header.salt)
    return Vault(file: file, keys: keys, options: options, unlock: unlock)
  }

  /// Whether a vault stood at the path before, as far as this machine remembers.
  package static func isKnown(at path: String, _ options: VaultOptions) -> Bool {
    VaultMemory(folder: options.stateFolder, path: path).place() != nil
  }

  private static func writeEmptyIndex(_ db: Connection, _ sealer: Sealer) throws -> SeenRoot {
    let index = KeyedIndex(keys: sealer.keys)
    var digests = BucketDigests()
    for bucket in 0...UInt8.max {
      let digest = try index.digest(bucket, Bucket())
      digests[bucket] = digest
      try db.execute("INSERT INTO bucket (id, digest) VALUES (?, ?)", [.integer(Int64(bucket)), .bytes(digest)])
    }
    var root = Root(
      generation: 0, index: try index.digest(digests), auditCount: 0,
      auditHead: [UInt8](repeating: 0, count: HMACSHA256.size))
    root.previous = [UInt8](repeating: 0, count: Bytes16.size)
    let sealed = try sealer.seal(root.encoded(), .root, row: 1)
    try RootRow.save(sealed, after: root.previous, in: db)
    return SeenRoot(generation: 0, epoch: 0, tag: Sealer.tag(sealed))
  }

  // MARK: Transactions

  /// Reads from one consistent state.
  /// - Throws: ``VaultError``, and what `body` throws.
  package func read<Result>(_ body: (Snapshot) throws -> Result) throws -> Result {
    try recognition.settling {
      // The memory is read before the snapshot begins: a change made meanwhile must not look like a roll-back.
      let place = recognition.place
      let (result, vault, root) = try file.read { db, schema in
        let header = try VaultHeader.fetch(db, schema)
        let state = try checkedState(db, header)
        try recognition.check(state, db, place: place, isWrite: false)
        return (try body(Snapshot(db, state)), header.identifier, state.seen)
      }
      recognition.remember(root, of: vault, place: place, isWritten: false)
      return result
    }
  }

  /// Changes the vault: all that `body` does becomes durable, or nothing where it throws.
  /// - Throws: ``VaultError``, and what `body` throws.
  package func write<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
    try change { transaction in
      let result = try body(transaction)
      return (result, try transaction.finish())
    }
  }

  /// Makes sure that the file's key is the newest that was seen, as a change would, without changing anything.
  /// - Throws: ``VaultError``.
  package func requireNewestKey() throws {
    try recognition.settling {
      let place = recognition.place
      try file.read { db, schema in
        try recognition.check(try checkedState(db, try VaultHeader.fetch(db, schema)), db, place: place, isWrite: true)
      }
    }
  }

  /// Changes the vault by several parts at once, with one wait for the disk. A part that throws leaves nothing, and the others
  /// stand.
  /// - Returns: What each part threw, if it did. All others are durable.
  /// - Throws: ``VaultError`` where nothing could be changed.
  package func writeAll(_ parts: [(Transaction) throws -> Void]) throws -> [(any Error)?] {
    try write { transaction in
      try parts.map { part in
        do {
          try transaction.part { try part(transaction) }
          return nil
        } catch let error as VaultError {
          throw error
        } catch let error as SQLiteError {
          throw error
        } catch {
          return error
        }
      }
    }
  }

  /// Changes something that is not worth waiting for, as the day of a read: only where no other process uses the file, and where
  /// it need not be brought to another format first. What goes wrong leaves it undone.
  package func writeInPassing(_ body: (Transaction) throws -> Void) {
    guard (try? file.format) == VaultSchema.current.format else { return }
    try? change(waits: false) { transaction in
      try body(transaction)
      return ((), try transaction.finish())
    }
  }

  /// - Parameters:
  ///   - body: Gives its result, and the root to remember once the change is durable.
  ///   - waits: Whether other processes that use the file are waited for.
  func change<Result>(waits: Bool = true, _ body: (Transaction) throws -> (Result, SeenRoot)) throws -> Result {
    try recognition.settling {
      try Migration.run(self)
      let place = recognition.place
      let (result, vault, before, root) = try file.write(waits: waits) { db, schema in
        let header = try VaultHeader.fetch(db, schema)
        let state = try writer.state.flatMap { $0.header == header ? $0 : nil } ?? checkedState(db, header)
        // A change that is not committed leaves a state of nothing.
        writer.state = nil
        try recognition.check(state, db, place: place, isWrite: true)
        let before = state.seen
        let (result, root) = try body(Transaction(db, state))
        writer.state = state
        return (result, header.identifier, before, root)
      }
      // What a change begins from was seen here as well as what it led to: git may put it back.
      recognition.remember(before, of: vault, place: place, isWritten: false)
      recognition.remember(root, of: vault, place: place, isWritten: root != before)
      return result
    }
  }

  func checkedState(_ db: Connection, _ header: VaultHeader) throws -> CheckedState {
    try CheckedState(db, header, try keys(for: header))
  }

  func keys(for header: VaultHeader) throws -> VaultKeys {
    try keys.withLock { keys in
      if keys.salt != header.salt {
        keys = try VaultKeys(vaultKey: try unlock(header.key), salt: header.salt)
      }
      return keys
    }
  }

  func use(_ fresh: VaultKeys) { keys.withLock { $0 = fresh } }

  // MARK: The file

  /// The name by which the project may know its vault.
  package var pin: VaultPin { keys.withLock { $0.pin } }

  /// Lets the project know the vault by the key that it has now.
  /// - Parameter former: The pin of the key before: whoever names that one is told, too.
  /// - Returns: Where the pin was written: another process may have changed the key again, and writes the newer one.
  /// - Throws: What writing it throws.
  @discardableResult package func writePin(replacing former: VaultPin? = nil) throws -> [String] {
    guard let pins = recognition.pins else { return [] }
    let keys = keys.withLock { $0 }
    return try FolderLock.hold(of: path) {
      guard try file.read(VaultHeader.fetch).salt == keys.salt else { return [] }
      return try pins.places.filter { place in
        let pin = try place.read()
        guard pin != keys.pin, place.name.owner == .project || (pin != nil && pin == former) else { return false }
        try place.write(keys.pin)
        return true
      }.map(\.name.file)
    }
  }

  /// - Throws: What keeps the pins of this key from being replaced.
  func requirePinsWritable(of pin: VaultPin) throws {
    for place in recognition.pins?.places ?? [] where try place.read() == pin { try place.requireWritable() }
  }

  /// What is known of the file without a key.
  package static func publicHeader(at path: String) throws -> (identifier: String, wrappedKey: [UInt8]) {
    let header = try VaultFile.open(at: path) { _ in }.read(VaultHeader.fetch)
    return (Hexadecimal.text(header.identifier), header.key)
  }

  /// Lets SQLite check its own structure.
  package func checkStructure() throws {
    var report: [String] = []
    try file.read { db, _ in try db.forEach("PRAGMA integrity_check(3)") { report.append($0.text(0) ?? "") } }
    guard report == ["ok"] else { throw VaultError.damaged("SQLite says: \(report.joined(separator: "; "))") }
  }
}

/// How a vault is used.
package struct VaultOptions: Sendable {
  package var clock = WallClock.system
  /// Where vaults and their states are remembered.
  package var stateFolder: String
  /// Whether the file is taken as it is, whatever is remembered of another, and remembered.
  package var acceptsWhatIsThere = false
  /// Where the project says which vault is its own, if it does.
  package var pins: VaultPins?
  /// Told in words of what is no error but should be known.
  package var note: @Sendable (String) -> Void = { _ in }

  package init(stateFolder: String) {
    self.stateFolder = stateFolder
  }
}
