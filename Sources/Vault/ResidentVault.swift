import GRDB

/// A vault that a server keeps open: what was read and checked once stays in memory until the file says that it changed, by
/// whichever process. Every read sees every change that was durable before it began.
package final class ResidentVault: Sendable {
  package let vault: Vault
  private let connection: VaultFile
  private let reader: Reader

  /// Touched only on the connection's own queue.
  private final class Reader: @unchecked Sendable {
    var state: CheckedState?
    /// SQLite's counter of changes that others made (SQLite documentation, "PRAGMA data_version").
    var version: Int64 = -1
  }

  /// - Throws: ``VaultError``.
  package init(_ vault: Vault) throws {
    self.vault = vault
    connection = try VaultFile.open(at: vault.path)
    reader = Reader()
  }

  /// Reads from one consistent state.
  package func read<Result>(_ body: (ResidentSnapshot) throws -> Result) throws -> Result {
    try connection.translating {
      try connection.database.unsafeRead { db in
        do {
          return try within(db) {
            guard try version(db) == reader.version, let state = reader.state else { throw Moved() }
            return try body(ResidentSnapshot(db, state))
          }
        } catch is Moved {
          return try refreshed(db, body)
        }
      }
    }
  }

  /// Changes the vault: all that `body` does becomes durable, or nothing where it throws.
  package func write<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
    try vault.write(body)
  }

  /// Opens one more part of the vault, so that lists need not wait for it.
  /// - Returns: Whether everything is open.
  package func warm() throws -> Bool {
    try read { try $0.warm() }
  }

  private struct Moved: Error {}

  private func refreshed<Result>(_ db: Database, _ body: (ResidentSnapshot) throws -> Result) throws -> Result {
    // The memory is read before the snapshot begins: a change made meanwhile must not look like a roll-back.
    let known = vault.rememberedRoot
    return try within(db) {
      let version = try version(db)
      let state = try state(db)
      try vault.accept(state.remembered, after: known)
      reader.version = version
      return try body(ResidentSnapshot(db, state))
    }
  }

  /// A state that failed to refresh is of no use: the next read begins anew.
  private func state(_ db: Database) throws -> CheckedState {
    let header = try VaultHeader.fetch(db)
    let keys = try vault.keys(for: header)
    let old = reader.state
    reader.state = nil
    if let old {
      try old.refresh(db, header, keys)
      reader.state = old
      return old
    }
    let state = try CheckedState(db, header, keys, keeping: KeptEntries())
    reader.state = state
    return state
  }

  private func version(_ db: Database) throws -> Int64 {
    var version: Int64 = -1
    try IndexRows.forEach(db, "PRAGMA data_version") { version = try $0.number(0) }
    return version
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
    while try !warm() {}
    return state.kept?.catalog(store, scope) ?? Catalog()
  }

  fileprivate func warm() throws -> Bool {
    guard let kept = state.kept, !kept.holdsEverything else { return true }
    for number in 0..<KeyedIndex.bucketCount where !kept.holdsAll(of: UInt8(number)) {
      try state.keepAll(of: UInt8(number), db)
      return false
    }
    return true
  }
}
