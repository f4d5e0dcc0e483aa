import Age
import Cryptography
import SQLite

/// A consistent view of the vault. What it returns has authenticated.
package class Snapshot {
  private let source: (db: Connection, state: CheckedState)?
  let sealer: Sealer
  let kept: KeptEntries?
  /// Where reads of secrets' values are noted; nil where whoever reads notes them, or they do not count.
  package var accessDates: AccessDates?

  /// What the file holds, inside one SQLite transaction.
  init(_ db: Connection, _ state: CheckedState) {
    source = (db, state)
    sealer = state.sealer
    kept = state.kept
  }

  /// What is in memory; whatever is not throws ``NotInMemory``.
  init(_ kept: KeptEntries, _ sealer: Sealer) {
    source = nil
    self.sealer = sealer
    self.kept = kept
  }

  /// Only the file can answer.
  struct NotInMemory: Error {}

  var db: Connection {
    get throws {
      guard let source else { throw NotInMemory() }
      return source.db
    }
  }

  var state: CheckedState {
    get throws {
      guard let source else { throw NotInMemory() }
      return source.state
    }
  }

  var index: KeyedIndex { KeyedIndex(keys: sealer.keys) }

  /// How many changes the vault has seen.
  package var generation: UInt64 { get throws { try state.root.generation } }
  /// How many changes of the vault were more than notes of who read what.
  package var changes: UInt64 { get throws { try state.root.changes } }

  // MARK: Entries

  /// The entry at an address, if there is one.
  package func entry(at address: EntryAddress) throws -> Entry? {
    switch kept?.lookUp(address) {
    case .found(let entry): return entry
    case .absent: return nil
    case .unknown, nil: break
    }
    _ = try db
    let lookup = try index.lookup(of: address)
    guard let (id, record) = try record(at: lookup) else { return nil }
    let entry = try reading("record \(id)") { try Entry(id: id, record) }
    guard entry.address == address else { throw VaultError.damaged("record \(id) lies at another entry's place") }
    kept?.keep(entry, lookup)
    return entry
  }

  /// Every entry, in no particular order.
  package func forEachEntry(_ body: (Entry) throws -> Void) throws {
    try forEachRecord { id, record in
      guard try Entry.isEntry(record, id: id) else { return }
      try body(try reading("record \(id)") { try Entry(id: id, record) })
    }
  }

  /// Every entry, sorted by store and name.
  package func entries(where isIncluded: (Entry) -> Bool = { _ in true }) throws -> [Entry] {
    var entries: [Entry] = []
    try forEachEntry { if isIncluded($0) { entries.append($0) } }
    // An entry is large to be moved about: their places are sorted.
    return entries.indices.sorted { entries[$0].address < entries[$1].address }.map { entries[$0] }
  }

  /// A version's value.
  /// - Throws: ``ServiceError`` for a version that has none yet.
  package func value(of version: Version, in entry: Entry) throws -> SecretBytes {
    guard version.hasValue else {
      throw ServiceError.notFound(
        "Secrets Manager can't find the specified secret value for VersionId: \(version.id)")
    }
    var sealed = kept?.value(version.row)
    if sealed.map(Sealer.tag) != version.tag { sealed = try self.sealed(version, of: entry) }
    guard let sealed, constantTimeEquals(Sealer.tag(sealed), version.tag),
      let value = try sealer.open(sealed, .value, row: version.row, parent: entry.id)
    else { throw VaultError.damaged("the value of '\(entry.address.name)', version \(version.id), was changed") }
    return value
  }

  /// The bytes that a value is sealed in, in base 64: what a parameter shows to those who do not decrypt it.
  package func sealedValue(of version: Version, in entry: Entry) throws -> String {
    String(decoding: Base64.encode(try sealed(version, of: entry), padded: true), as: UTF8.self)
  }

  private func sealed(_ version: Version, of entry: Entry) throws -> [UInt8] {
    let sealed = try db.first("SELECT body FROM value WHERE id = ?", [.integer(version.row)]) {
      try $0.sealed(0, of: "value")
    }
    guard let sealed else {
      throw VaultError.damaged("the value of '\(entry.address.name)', version \(version.id), is missing")
    }
    kept?.keep(sealed, row: version.row)
    return sealed
  }

  /// The settings.
  package func settings() throws -> Settings {
    if let settings = kept?.settings { return settings }
    let lookup = try index.lookupOfSettings()
    guard let (_, record) = try record(at: lookup) else { throw VaultError.damaged("its settings are missing") }
    let settings = try reading("settings") { try Settings(record) }
    kept?.keep(settings, lookup)
    return settings
  }

  // MARK: Records

  /// A page of a folder's names.
  func page(_ number: Int, of folder: EntryAddress) throws -> FolderPage? {
    guard let (id, record) = try record(at: try index.lookup(ofPage: number, of: folder)) else { return nil }
    return try reading("record \(id)") { try FolderPage(record) }
  }

  func bucket(_ number: UInt8) throws -> Bucket { try state.bucket(number, try db) }

  func leaf(at lookup: Lookup) throws -> Leaf? { try bucket(lookup.bucket)[lookup] }

  func record(at lookup: Lookup) throws -> (id: Int64, bytes: [UInt8])? {
    guard let leaf = try leaf(at: lookup) else { return nil }
    return (leaf.record, try state.record(of: leaf, try db))
  }

  func forEachRecord(_ body: (Int64, [UInt8]) throws -> Void) throws {
    let buckets = try (0...UInt8.max).map(bucket)
    var leaves: [Leaf] = []
    leaves.reserveCapacity(buckets.reduce(0) { $0 + $1.count })
    for bucket in buckets { bucket.forEach { leaves.append($0) } }
    // The rows come in this order, too.
    leaves.sort { $0.record < $1.record }
    var next = 0
    var missing = 0
    try db.forEach("SELECT id, body FROM record ORDER BY id") { row in
      let id = try row.number(0, of: "record")
      while next < leaves.count, leaves[next].record < id { (next, missing) = (next + 1, missing + 1) }
      guard next < leaves.count, leaves[next].record == id else {
        throw VaultError.damaged("record \(id) is in no index")
      }
      let tag = leaves[next].tag
      next += 1
      try body(id, try row.withSealed(1, of: "record") { try state.open($0, id, tag) })
    }
    missing += leaves.count - next
    guard missing == 0 else {
      throw VaultError.damaged(missing == 1 ? "a record is missing" : "\(missing) records are missing")
    }
  }

  // MARK: Audit

  /// The audit records, oldest first, if their chain is whole.
  package func auditRecords() throws -> [AuditRecord] {
    var records: [AuditRecord] = []
    try forEachAuditRow { id, sealed in
      guard let record = try sealer.open(sealed, .audit, row: id) else {
        throw VaultError.damaged("audit record \(id) was changed")
      }
      records.append(try reading("audit record \(id)") { try record.withUnsafeBytes { try AuditRecord(Array($0)) } })
    }
    return records
  }

  private func forEachAuditRow(_ body: (Int64, [UInt8]) throws -> Void) throws {
    var head = [UInt8](repeating: 0, count: HMACSHA256.size)
    var count: Int64 = 0
    try db.forEach("SELECT id, body FROM audit ORDER BY id") { row in
      let sealed = try row.sealed(1, of: "audit")
      count += 1
      guard try row.number(0, of: "audit") == count else {
        throw VaultError.damaged("audit record \(count) is missing")
      }
      head = try Snapshot.auditHead(after: head, sealed: sealed, keys: sealer.keys)
      try body(count, sealed)
    }
    guard try count == state.root.auditCount, try constantTimeEquals(head, state.root.auditHead) else {
      throw VaultError.damaged("the audit log was changed: \(count) records, \(try state.root.auditCount) expected")
    }
  }

  static func auditHead(after head: [UInt8], sealed: [UInt8], keys: VaultKeys) throws -> [UInt8] {
    try HMACSHA256.code(of: Array("audit".utf8) + head + Sealer.tag(sealed), key: keys.audit)
  }
}

/// A record that authenticated but does not read is damage too.
func reading<Result>(_ what: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch is FieldError {
    throw VaultError.damaged("\(what) does not read: another version of specvault wrote it")
  }
}
