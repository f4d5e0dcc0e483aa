import Cryptography
import GRDB

/// Seals every row of a vault with other keys, inside one transaction.
struct Resealing {
  private let old: Transaction
  private let db: Database
  private let sealer: Sealer
  private let index: KeyedIndex

  init(from old: Transaction, to sealer: Sealer) throws {
    self.old = old
    db = try old.db
    self.sealer = sealer
    index = KeyedIndex(keys: sealer.keys)
  }

  /// - Returns: The new root, to be remembered.
  func run(_ settings: Settings) throws -> RememberedRoot {
    let audit = try resealAudit()
    try db.execute(sql: "CREATE TEMP TABLE fresh (lookup BLOB, record INTEGER, tag BLOB)")
    for id in try recordIDs() { try resealRecord(id, settings) }
    try db.execute(sql: "DELETE FROM leaf; INSERT INTO leaf SELECT lookup, record, tag FROM fresh; DROP TABLE fresh")
    var digests: [[UInt8]] = []
    for bucket in 0..<KeyedIndex.bucketCount {
      let digest = try index.digest(UInt8(bucket), try index.bucket(UInt8(bucket), db))
      digests.append(digest)
      try db.execute(sql: "UPDATE bucket SET digest = ? WHERE id = ?", arguments: [data(digest), bucket])
    }
    let root = Root(
      generation: try old.state.root.generation + 1, index: try index.digest(digests),
      auditCount: try old.state.root.auditCount,
      auditHead: audit)
    let sealed = try sealer.seal(root.encoded(), .root, row: 1)
    try db.execute(sql: "UPDATE vault SET root = ? WHERE id = 1", arguments: [data(sealed)])
    return RememberedRoot(generation: root.generation, tag: Sealer.tag(sealed))
  }

  /// The records' numbers; every record was opened once, so that a damaged vault is not sealed anew.
  private func recordIDs() throws -> [Int64] {
    var ids: [Int64] = []
    try old.forEachRecord { id, _ in ids.append(id) }
    return ids
  }

  private func resealRecord(_ id: Int64, _ settings: Settings) throws {
    let body = try Row.fetchOne(
      try db.cachedStatement(sql: "SELECT body FROM record WHERE id = ?"), arguments: [id])?.bytes(0, of: "record")
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
      try db.execute(sql: "UPDATE value SET body = ? WHERE id = ?", arguments: [data(sealed), version.row])
      entry.versions[place].tag = Sealer.tag(sealed)
    }
    try put(entry.encoded(), id: entry.id, at: try index.lookup(of: entry.address))
  }

  private func put(_ record: [UInt8], id: Int64, at lookup: Lookup) throws {
    let sealed = try sealer.seal(record, .record, row: id)
    try db.execute(sql: "UPDATE record SET body = ? WHERE id = ?", arguments: [data(sealed), id])
    try db.execute(
      sql: "INSERT INTO fresh VALUES (?, ?, ?)", arguments: [data(lookup.bytes), id, data(Sealer.tag(sealed))])
  }

  /// - Returns: The end of the new chain.
  private func resealAudit() throws -> [UInt8] {
    var head = [UInt8](repeating: 0, count: HMACSHA256.size)
    for (index, record) in try old.auditRecords().enumerated() {
      let id = Int64(index + 1)
      let sealed = try sealer.seal(record.encoded(), .audit, row: id)
      try db.execute(sql: "UPDATE audit SET body = ? WHERE id = ?", arguments: [data(sealed), id])
      head = try Snapshot.auditHead(after: head, sealed: sealed, keys: sealer.keys)
    }
    return head
  }
}
