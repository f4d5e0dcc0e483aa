import SQLite
import Synchronization

/// A vault that a server keeps open: what was read and checked once stays in memory until the file says that it changed, by
/// whichever process. Every read sees every change that was durable before it began.
///
/// Most reads find all they need in memory and ask the file for its change counter only. Those that do not are done over, from the
/// file. When another file is put at the path, the next write, or within about a second ``lookAtPath()``, goes over to it.
package final class ResidentVault: Sendable {
  package let vault: Vault
  private let file: VaultFile
  private let kept = KeptEntries()
  /// What the memory stands for: the state of the file when it was last compared.
  private let current: Mutex<Current>
  private let reader = Reader()

  private struct Current {
    var watch: ChangeWatch
    var place: FileStamp?
    /// Nil while nothing is in memory.
    var state: (stamp: ChangeStamp, sealer: Sealer)?
  }

  /// Touched only while the file lets nobody else at it.
  private final class Reader: @unchecked Sendable {
    var state: CheckedState?
  }

  /// - Throws: ``VaultError``.
  package init(_ vault: Vault) throws {
    self.vault = vault
    file = try VaultFile.open(at: vault.path, note: { vault.recognition.note($0) })
    // The place first: where the watch is of a file that came later, the next look finds another place.
    let place = FileStamp(vault.path)
    current = Mutex(Current(watch: try ChangeWatch(vault.path), place: place))
  }

  /// Reads from one consistent state.
  package func read<Result>(_ body: (ResidentSnapshot) throws -> Result) throws -> Result {
    if let sealer = sealerOfMemory() {
      do {
        return try body(ResidentSnapshot(kept, sealer))
      } catch is Snapshot.NotInMemory {
      } catch is VaultError {
        // The memory went on to another state meanwhile; the file will tell.
      }
    }
    return try readFile(body)
  }

  /// What opens what is in memory, if that is what the file holds.
  private func sealerOfMemory() -> Sealer? {
    let (watch, state) = current.withLock { ($0.watch, $0.state) }
    guard let state, watch.stamp == state.stamp else { return nil }
    return state.sealer
  }

  /// Changes the vault: all that `body` does becomes durable, or nothing where it throws.
  package func write<Result>(_ body: (Transaction) throws -> Result) throws -> Result {
    try leaveFormat1()
    return try vault.write(body)
  }

  /// Changes the vault by several parts, as ``Vault/writeAll(_:)`` does.
  package func writeAll(_ parts: [(Transaction) throws -> Void]) throws -> [(any Error)?] {
    try leaveFormat1()
    return try vault.writeAll(parts)
  }

  /// While a file of format 1 is open here for reading, nobody can bring it to another format.
  private func leaveFormat1() throws {
    guard try vault.file.format == VaultSchema.first.format else { return }
    try file.whileClosed { try Migration.run(vault) }
  }

  /// Looks whether the path still holds the file that is in memory, by the file system's word alone; where it does not, the next read
  /// begins anew.
  package func lookAtPath() throws {
    let place = FileStamp(vault.path)
    let isSameFile = current.withLock { current in
      if current.place == place { return true }
      guard let place, current.place?.identity == place.identity else { return false }
      // Somebody committed, or something wrote the file anew in place, with whatever counters.
      current.place = place
      current.state = nil
      return true
    }
    guard !isSameFile else { return }
    let watch = try ChangeWatch(vault.path)
    current.withLock { $0 = Current(watch: watch, place: place) }
  }

  /// Opens one more part of the vault, so that lists need not wait for it.
  /// - Returns: Whether everything is open.
  package func warm() throws -> Bool {
    try readFile { try $0.warm() }
  }

  private struct Moved: Error {}

  private func readFile<Result>(_ body: (ResidentSnapshot) throws -> Result) throws -> Result {
    do {
      return try file.read { db, schema in
        guard let state = reader.state, sealerOfMemory() != nil, try VaultHeader.fetch(db, schema) == state.header
        else {
          throw Moved()
        }
        return try body(ResidentSnapshot(db, state))
      }
    } catch is Moved {
      return try refreshed(body)
    }
  }

  private func refreshed<Result>(_ body: (ResidentSnapshot) throws -> Result) throws -> Result {
    try vault.recognition.settling { try refreshedOnce(body) }
  }

  private func refreshedOnce<Result>(_ body: (ResidentSnapshot) throws -> Result) throws -> Result {
    // Stamp and memory are read before the snapshot begins: a change made meanwhile must neither be missed nor look like a
    // roll-back.
    try lookAtPath()
    let (watch, looked) = current.withLock { ($0.watch, $0.place) }
    let stamp = watch.stamp
    let place = vault.recognition.place
    return try file.read { db, schema in
      let header = try VaultHeader.fetch(db, schema)
      let state = try refreshedState(db, header)
      // What is served is as what `run` hands out: not from under a key that was replaced.
      try vault.recognition.check(state, db, place: place, isWrite: true)
      vault.recognition.remember(state.seen, of: header.identifier, place: place, isWritten: false)
      reader.state = state
      current.withLock { current in
        if current.watch === watch, current.place == looked { current.state = stamp.map { ($0, state.sealer) } }
      }
      return try body(ResidentSnapshot(db, state))
    }
  }

  /// A state that failed to refresh, or that was not accepted, is of no use: the next read begins anew.
  private func refreshedState(_ db: Connection, _ header: VaultHeader) throws -> CheckedState {
    let keys = try vault.keys(for: header)
    let old = reader.state
    reader.state = nil
    current.withLock { $0.state = nil }
    if let old, old.header.identifier == header.identifier {
      try old.refresh(db, header, keys)
      return old
    }
    kept.forgetEverything()
    return try CheckedState(db, header, keys, keeping: kept)
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
