import GRDB
import Synchronization

/// A vault that a server keeps open: what was read and checked once stays in memory until the file says that it changed, by
/// whichever process. Every read sees every change that was durable before it began.
///
/// Most reads find all they need in memory and touch no file. Those that do not are done over, from the file.
package final class ResidentVault: Sendable {
  package let vault: Vault
  private let connection: VaultFile
  private let watch: ChangeWatch?
  private let kept = KeptEntries()
  /// What the memory stands for: the state of the file when it was last compared.
  private let current = Mutex<(stamp: ChangeStamp, sealer: Sealer)?>(nil)
  private let reader = Reader()

  /// Touched only on the connection's own queue.
  private final class Reader: @unchecked Sendable {
    var state: CheckedState?
  }

  /// - Throws: ``VaultError``.
  package init(_ vault: Vault) throws {
    self.vault = vault
    let connection = try VaultFile.open(at: vault.path)
    self.connection = connection
    watch = try connection.translating {
      try connection.database.unsafeRead { db in
        // The write-ahead log's index is mapped when a connection first reads.
        _ = try VaultHeader.fetch(db)
        return ChangeWatch(db)
      }
    }
  }

  /// Reads from one consistent state.
  package func read<Result>(_ body: (ResidentSnapshot) throws -> Result) throws -> Result {
    if let current = current.withLock({ $0 }), watch?.stamp == current.stamp {
      do {
        return try body(ResidentSnapshot(kept, current.sealer))
      } catch is Snapshot.NotInMemory {
      } catch is VaultError {
        // The memory went on to another state meanwhile; the file will tell.
      }
    }
    return try readFile(body)
  }

  /// Changes the vault: all that `body` does becomes durable, or nothing where it throws.
  package func write<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
    try vault.write(body)
  }

  /// Opens one more part of the vault, so that lists need not wait for it.
  /// - Returns: Whether everything is open.
  package func warm() throws -> Bool {
    try readFile { try $0.warm() }
  }

  private struct Moved: Error {}

  private func readFile<Result>(_ body: (ResidentSnapshot) throws -> Result) throws -> Result {
    try connection.translating {
      try connection.database.unsafeRead { db in
        do {
          return try within(db) {
            guard let state = reader.state, try VaultHeader.fetch(db) == state.header else { throw Moved() }
            return try body(ResidentSnapshot(db, state))
          }
        } catch is Moved {
          return try refreshed(db, body)
        }
      }
    }
  }

  private func refreshed<Result>(_ db: Database, _ body: (ResidentSnapshot) throws -> Result) throws -> Result {
    // Stamp and memory are read before the snapshot begins: a change made meanwhile must neither be missed nor look like a
    // roll-back.
    let stamp = watch?.stamp
    let known = vault.rememberedRoot
    return try within(db) {
      let state = try refreshedState(db)
      try vault.accept(state.remembered, after: known)
      reader.state = state
      current.withLock { current in current = stamp.map { ($0, state.sealer) } }
      return try body(ResidentSnapshot(db, state))
    }
  }

  /// A state that failed to refresh, or that was not accepted, is of no use: the next read begins anew.
  private func refreshedState(_ db: Database) throws -> CheckedState {
    let header = try VaultHeader.fetch(db)
    let keys = try vault.keys(for: header)
    let old = reader.state
    reader.state = nil
    current.withLock { $0 = nil }
    if let old {
      try old.refresh(db, header, keys)
      return old
    }
    kept.forgetEverything()
    return try CheckedState(db, header, keys, keeping: kept)
  }

  /// A transaction that only reads; GRDB's own prepares four statements for each, which is most of a short read.
  private func within<Result>(_ db: Database, _ body: () throws -> Result) throws -> Result {
    try IndexRows.forEach(db, "BEGIN DEFERRED") { _ in }
    do {
      let result = try body()
      try IndexRows.forEach(db, "COMMIT") { _ in }
      return result
    } catch {
      try IndexRows.forEach(db, "ROLLBACK") { _ in }
      throw error
    }
  }
}

/// A consistent view of a vault that is kept open, with lists in order.
package final class ResidentSnapshot: Snapshot {
  /// The entries of a store and scope, in order. The first time all entries of the vault are opened.
  package func catalog(_ store: Store, _ scope: Scope) throws -> Catalog {
    if let catalog = kept?.catalog(store, scope) { return catalog }
    while try !warm() {}
    return kept?.catalog(store, scope) ?? Catalog()
  }

  fileprivate func warm() throws -> Bool {
    guard let kept, !kept.holdsEverything else { return true }
    for number in 0..<KeyedIndex.bucketCount where !kept.holdsAll(of: UInt8(number)) {
      try state.keepAll(of: UInt8(number), try db)
      return false
    }
    return true
  }
}
