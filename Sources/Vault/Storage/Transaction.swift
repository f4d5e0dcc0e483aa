import Cryptography
import SQLite

/// A change of the vault: reads what it wrote; all of it becomes durable or none.
package final class Transaction: Snapshot {
  private var touchedBuckets: [UInt8] = []
  private var isChanged = false
  /// Whether more is changed than the audit log and the days of reads.
  private var hasContent = false
  private var folders = FolderDrafts()

  // MARK: Entries

  /// A new, empty entry, which counts from the next ``save(_:)``.
  package func newEntry(at address: EntryAddress, created: Timestamp) throws -> Entry {
    Entry(id: try nextID("record"), address: address, created: created)
  }

  /// Writes an entry at its address.
  package func save(_ entry: Entry) throws {
    let lookup = try index.lookup(of: entry.address)
    let isNew = try leaf(at: lookup) == nil
    try put(entry.encoded(), id: entry.id, at: lookup)
    if isNew { try addToFolder(entry.address) }
  }

  /// Writes the days on which an entry was read: nothing that a reader of it would miss.
  func saveDates(_ entry: Entry) throws {
    let hadContent = hasContent
    defer { hasContent = hadContent }
    try save(entry)
  }

  /// Removes an entry and its values.
  package func remove(_ entry: Entry) throws {
    for version in entry.versions { try removeValue(of: version) }
    try removeRecord(at: try index.lookup(of: entry.address))
    try removeFromFolder(entry.address)
  }

  /// Gives an entry another address; its record and values stay.
  package func move(_ entry: Entry, to address: EntryAddress) throws -> Entry {
    try detach(try index.lookup(of: entry.address))
    try removeFromFolder(entry.address)
    var moved = entry
    moved.address = address
    try save(moved)
    return moved
  }

  /// Seals a value for a version of this entry.
  package func addValue(
    _ value: SecretBytes, isBinary: Bool = false, id: String, labels: [String], created: Timestamp,
    parameter: ParameterTraits? = nil, to entry: Entry
  ) throws -> Version {
    let row = try nextID("value")
    let sealed = try sealer.seal(value, .value, row: row, parent: entry.id)
    try execute("INSERT INTO value (id, body) VALUES (?, ?)", [.integer(row), .bytes(sealed)])
    noteContent()
    return Version(
      id: id, created: created, labels: labels, isBinary: isBinary, size: value.count, row: row,
      tag: Sealer.tag(sealed),
      parameter: parameter)
  }

  /// Removes a value whose version the entry no longer lists.
  package func removeValue(of version: Version) throws {
    try execute("DELETE FROM value WHERE id = ?", [.integer(version.row)])
    noteContent()
  }

  /// Changes the settings: read, changed and written in this transaction, so that no other change is lost. Who can open the
  /// vault is changed by ``Vault/changeKeys(audit:_:)`` alone.
  package func updateSettings<Result>(_ body: (inout Settings) throws -> Result) throws -> Result {
    var settings = try settings()
    let recipients = settings.recipients
    let result = try body(&settings)
    precondition(settings.recipients == recipients, "recipients change with the key that is wrapped for them")
    try save(settings)
    return result
  }

  /// Writes settings that were read in this transaction, or a new vault's first.
  func save(_ settings: Settings) throws {
    try put(settings.encoded(), at: try index.lookupOfSettings())
  }

  /// Adds to the audit log.
  package func audit(_ record: AuditRecord) throws {
    let id = try state.root.auditCount + 1
    let sealed = try sealer.seal(record.encoded(), .audit, row: id)
    try execute("INSERT INTO audit (id, body) VALUES (?, ?)", [.integer(id), .bytes(sealed)])
    try state.root.auditCount = id
    try state.root.auditHead = try Snapshot.auditHead(after: state.root.auditHead, sealed: sealed, keys: sealer.keys)
    isChanged = true
  }

  // MARK: Folders

  /// A page as this transaction has made it.
  override func page(_ number: Int, of folder: EntryAddress) throws -> FolderPage? {
    try folders.page(FolderDrafts.Place(folder: folder, number: number)) { try super.page(number, of: folder) }
  }

  /// Takes a page over, to be written with all that changes it yet.
  func keep(_ page: FolderPage) {
    folders.put(page, at: FolderDrafts.Place(folder: page.folder, number: page.number))
  }

  func drop(page number: Int, of folder: EntryAddress) {
    folders.put(nil, at: FolderDrafts.Place(folder: folder, number: number))
  }

  /// Writes the pages that changed.
  func writeFolders() throws {
    for (place, page) in folders.takeChanged() {
      let lookup = try index.lookup(ofPage: place.number, of: place.folder)
      if let page { try put(page.encoded(), at: lookup) } else { try removeRecord(at: lookup) }
    }
  }

  // MARK: Records

  func put(_ record: [UInt8], at lookup: Lookup) throws {
    let id = try leaf(at: lookup)?.record
    try put(record, id: try id ?? nextID("record"), at: lookup)
  }

  func removeRecord(at lookup: Lookup) throws {
    guard let leaf = try leaf(at: lookup) else { return }
    try detach(lookup)
    try execute("DELETE FROM record WHERE id = ?", [.integer(leaf.record)])
  }

  private func detach(_ lookup: Lookup) throws {
    try change(lookup.bucket) { $0.remove(lookup) }
    try execute("DELETE FROM leaf WHERE lookup = ?", [.bytes(lookup.bytes)])
  }

  private func put(_ record: [UInt8], id: Int64, at lookup: Lookup) throws {
    let sealed = try sealer.seal(record, .record, row: id)
    guard let tag = Bytes16(sealed.suffix(Bytes16.size)) else { preconditionFailure("a sealed row ends in its tag") }
    try change(lookup.bucket) { $0.put(Leaf(lookup: lookup, record: id, tag: tag)) }
    try execute("INSERT OR REPLACE INTO record (id, body) VALUES (?, ?)", [.integer(id), .bytes(sealed)])
    try execute(
      "INSERT OR REPLACE INTO leaf (lookup, record, tag) VALUES (?, ?, ?)",
      [.bytes(lookup.bytes), .integer(id), .bytes(tag.bytes)])
  }

  /// A bucket is checked before it changes: what others damaged must not be made good by our digest.
  private func change(_ number: UInt8, _ body: (inout Bucket) -> Void) throws {
    _ = try bucket(number)
    try state.buckets.change(number, body)
    if !touchedBuckets.contains(number) { touchedBuckets.append(number) }
    noteContent()
  }

  private func noteContent() { (isChanged, hasContent) = (true, true) }

  private func nextID(_ table: String) throws -> Int64 {
    try (db.first("SELECT max(id) FROM \(table)") { $0.integer(0) ?? 0 } ?? 0) + 1
  }

  private func execute(_ sql: String, _ bindings: [Binding]) throws { try db.execute(sql, bindings) }

  /// Brings the index and the root up to date; the last step before the commit.
  /// - Returns: The root to remember once the change is durable.
  func finish() throws -> SeenRoot {
    try writeFolders()
    guard isChanged else { return try state.seen }
    for number in touchedBuckets {
      let digest = try index.digest(number, try bucket(number))
      try state.digests[number] = digest
      try execute(
        "INSERT OR REPLACE INTO bucket (id, digest) VALUES (?, ?)", [.integer(Int64(number)), .bytes(digest)])
    }
    try state.root.index = try index.digest(state.digests)
    try state.commitRoot(db, isNote: !hasContent)
    touchedBuckets = []
    (isChanged, hasContent) = (false, false)
    return try state.seen
  }

  // MARK: Parts

  /// Does a part of the transaction, of which nothing is left where it throws.
  func part<Result>(_ body: () throws -> Result) throws -> Result {
    try writeFolders()
    let before = try (state.saved, touchedBuckets, isChanged, hasContent)
    do {
      return try db.savepoint {
        let result = try body()
        try writeFolders()
        return result
      }
    } catch {
      folders = FolderDrafts()
      try state.restore(before.0)
      (touchedBuckets, isChanged, hasContent) = (before.1, before.2, before.3)
      throw error
    }
  }
}
