import Cryptography
import GRDB

/// What was read of the vault and has authenticated.
///
/// A snapshot begins with an empty one. A reader that stays goes on with the one it has: ``refresh(_:_:_:)`` takes the
/// difference between two roots, bucket by bucket, and forgets what the difference touched.
final class CheckedState {
  private(set) var header: VaultHeader
  private(set) var sealer: Sealer
  private(set) var index: KeyedIndex
  var root: Root
  var digests: [[UInt8]]
  var buckets: [UInt8: Bucket] = [:]
  /// What was opened so far, if it is to be kept.
  var kept: KeptEntries?

  /// Opens the root and checks the index's upper level against it.
  init(_ db: Database, _ header: VaultHeader, _ keys: VaultKeys, keeping kept: KeptEntries? = nil) throws {
    let sealer = Sealer(vault: header.identifier, keys: keys)
    let index = KeyedIndex(keys: keys)
    self.header = header
    self.sealer = sealer
    self.index = index
    (root, digests) = try CheckedState.open(db, header, sealer, index)
    self.kept = kept
  }

  var remembered: RememberedRoot { RememberedRoot(generation: root.generation, tag: Sealer.tag(header.root)) }

  private static func open(
    _ db: Database, _ header: VaultHeader, _ sealer: Sealer, _ index: KeyedIndex
  ) throws -> (Root, [[UInt8]]) {
    guard let sealed = try sealer.open(header.root, .root, row: 1) else {
      throw VaultError.damaged("its root does not authenticate")
    }
    let root = try reading("root") { try sealed.withUnsafeBytes { try Root(Array($0)) } }
    let digests = try index.bucketDigests(db)
    guard constantTimeEquals(try index.digest(digests), root.index) else {
      throw VaultError.damaged("its index does not fit its root: rows were changed, deleted or put back")
    }
    return (root, digests)
  }

  /// Goes over to what the file holds now.
  /// - Throws: ``VaultError``; the state is of no use any more then.
  func refresh(_ db: Database, _ header: VaultHeader, _ keys: VaultKeys) throws {
    guard header != self.header else { return }
    if header.salt != self.header.salt { forgetEverything(keys, header) }
    let before = digests
    (root, digests) = try CheckedState.open(db, header, sealer, index)
    self.header = header
    for number in 0..<KeyedIndex.bucketCount where before[number] != digests[number] {
      try renew(UInt8(number), db)
    }
  }

  /// After a rekeying every row is another one.
  private func forgetEverything(_ keys: VaultKeys, _ header: VaultHeader) {
    sealer = Sealer(vault: header.identifier, keys: keys)
    index = KeyedIndex(keys: keys)
    buckets = [:]
    kept = kept.map { _ in KeptEntries() }
    digests = [[UInt8]](repeating: [], count: KeyedIndex.bucketCount)
  }

  private func renew(_ number: UInt8, _ db: Database) throws {
    guard let old = buckets.removeValue(forKey: number), kept != nil else { return }
    let new = try bucket(number, db)
    for leaf in old.leaves where new[leaf.lookup] != leaf { kept?.forget(leaf.lookup) }
    guard kept?.holdsAll(of: number) ?? false else { return }
    for leaf in new.leaves where old[leaf.lookup] != leaf { try keep(leaf, db) }
  }

  /// A bucket, which has been compared with its digest.
  func bucket(_ number: UInt8, _ db: Database) throws -> Bucket {
    if let bucket = buckets[number] { return bucket }
    let bucket = try index.bucket(number, db)
    guard constantTimeEquals(try index.digest(number, bucket), digests[Int(number)]) else {
      throw VaultError.damaged("bucket \(number) of its index was changed: a row was deleted, added or put back")
    }
    buckets[number] = bucket
    return bucket
  }

  /// The content of a leaf's record.
  func record(of leaf: Leaf, _ db: Database) throws -> [UInt8] {
    let row = try Row.fetchOne(
      try db.cachedStatement(sql: "SELECT body FROM record WHERE id = ?"), arguments: [leaf.record])
    guard let row else { throw VaultError.damaged("record \(leaf.record) is missing") }
    return try open(try row.bytes(0, of: "record"), leaf.record, leaf.tag)
  }

  func open(_ sealed: [UInt8], _ id: Int64, _ tag: Bytes16) throws -> [UInt8] {
    guard Bytes16(sealed.suffix(Bytes16.size)) == tag, let record = try sealer.open(sealed, .record, row: id) else {
      throw VaultError.damaged("record \(id) was changed")
    }
    return record.withUnsafeBytes { Array($0) }
  }

  // MARK: Keeping

  /// Opens all of a bucket's entries and keeps them.
  func keepAll(of number: UInt8, _ db: Database) throws {
    guard let kept, !kept.holdsAll(of: number) else { return }
    for leaf in try bucket(number, db).leaves where kept.entry(at: leaf.lookup) == nil { try keep(leaf, db) }
    self.kept?.noteAll(of: number)
  }

  private func keep(_ leaf: Leaf, _ db: Database) throws {
    let record = try record(of: leaf, db)
    guard try Entry.isEntry(record, id: leaf.record) else { return }
    kept?.keep(try reading("record \(leaf.record)") { try Entry(id: leaf.record, record) }, leaf.lookup)
  }
}
