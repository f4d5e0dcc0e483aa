import Cryptography
import SQLite

/// Seals every row of a vault with other keys, inside one transaction.
final class Resealing {
  private let old: Transaction
  private let db: Connection
  private let sealer: Sealer
  private let index: KeyedIndex
  private var leaves: [Leaf] = []

  init(from old: Transaction, to sealer: Sealer) throws {
    self.old = old
    db = try old.db
    self.sealer = sealer
    index = KeyedIndex(keys: sealer.keys)
  }

  /// - Returns: The new root, to be remembered.
  func run(_ settings: Settings) throws -> SeenRoot {
    try old.writeFolders()
    let audit = try resealAudit()
    for id in try recordIDs() { try resealRecord(id, settings) }
    try db.execute("DELETE FROM leaf")
    for leaf in leaves.sorted(by: { $0.lookup.hash < $1.lookup.hash }) {
      try db.execute(
        "INSERT INTO leaf (lookup, record, tag) VALUES (?, ?, ?)",
        [.bytes(leaf.lookup.bytes), .integer(leaf.record), .bytes(leaf.tag.bytes)])
    }
    var digests = BucketDigests()
    for bucket in 0...UInt8.max {
      let digest = try index.digest(bucket, try index.bucket(bucket, db))
      digests[bucket] = digest
      try db.execute("UPDATE bucket SET digest = ? WHERE id = ?", [.bytes(digest), .integer(Int64(bucket))])
    }
    var root = try old.state.root
    root.generation += 1
    root.changes += 1
    root.epoch += 1
    root.index = try index.digest(digests)
    root.auditHead = audit
    root.previous = Sealer.tag(try old.state.header.root)
    let sealed = try sealer.seal(root.encoded(), .root, row: 1)
    try RootRow.save(sealed, after: root.previous, in: db)
    return SeenRoot(generation: root.generation, epoch: root.epoch, tag: Sealer.tag(sealed), changes: root.changes)
  }

  /// The records' numbers; every record was opened once, so that a damaged vault is not sealed anew.
  private func recordIDs() throws -> [Int64] {
    var ids: [Int64] = []
    try old.forEachRecord { id, _ in ids.append(id) }
    return ids
  }

  private func resealRecord(_ id: Int64, _ settings: Settings) throws {
    let body = try db.first("SELECT body FROM record WHERE id = ?", [.integer(id)]) { try $0.sealed(0, of: "record") }
    guard let body, let sealed = try old.sealer.open(body, .record, row: id) else {
      throw VaultError.damaged("record \(id) was changed")
    }
    let record = sealed.withUnsafeBytes { Array($0) }
    try reading("record \(id)") {
      var reader = FieldReader(record)
      switch try reader.next()?.number() {
      case Entry.recordKind: try reseal(Entry(id: id, record))
      case FolderPage.recordKind:
        let page = try FolderPage(record)
        try put(record, id: id, at: try index.lookup(ofPage: page.number, of: page.folder))
      default: try put(settings.encoded(), id: id, at: try index.lookupOfSettings())
      }
    }
  }

  private func reseal(_ entry: Entry) throws {
    var entry = entry
    for (place, version) in entry.versions.enumerated() where version.hasValue {
      let value = try old.value(of: version, in: entry)
      let sealed = try sealer.seal(value, .value, row: version.row, parent: entry.id)
      try db.execute("UPDATE value SET body = ? WHERE id = ?", [.bytes(sealed), .integer(version.row)])
      entry.versions[place].tag = Sealer.tag(sealed)
    }
    try put(entry.encoded(), id: entry.id, at: try index.lookup(of: entry.address))
  }

  private func put(_ record: [UInt8], id: Int64, at lookup: Lookup) throws {
    let sealed = try sealer.seal(record, .record, row: id)
    guard let tag = Bytes16(Sealer.tag(sealed)) else { preconditionFailure("a sealed row ends in its tag") }
    try db.execute("UPDATE record SET body = ? WHERE id = ?", [.bytes(sealed), .integer(id)])
    leaves.append(Leaf(lookup: lookup, record: id, tag: tag))
  }

  /// - Returns: The end of the new chain.
  private func resealAudit() throws -> [UInt8] {
    var head = [UInt8](repeating: 0, count: HMACSHA256.size)
    for (index, record) in try old.auditRecords().enumerated() {
      let id = Int64(index + 1)
      let sealed = try sealer.seal(record.encoded(), .audit, row: id)
      try db.execute("UPDATE audit SET body = ? WHERE id = ?", [.bytes(sealed), .integer(id)])
      head = try Snapshot.auditHead(after: head, sealed: sealed, keys: sealer.keys)
    }
    return head
  }
}
