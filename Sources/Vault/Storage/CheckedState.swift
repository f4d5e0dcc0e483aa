import Cryptography
import SQLite

/// What was read of the vault and has authenticated.
///
/// A snapshot begins with an empty one. A reader that stays goes on with the one it has: ``refresh(_:_:_:)`` takes the
/// difference between two roots, bucket by bucket, and forgets what the difference touched.
final class CheckedState {
  private(set) var header: VaultHeader
  private(set) var sealer: Sealer
  private(set) var index: KeyedIndex
  var root: Root
  var digests: BucketDigests
  var buckets = KnownBuckets()
  /// Where what was opened is kept, if it is.
  let kept: KeptEntries?
  private var opener: AEADOpener?

  /// Opens the root and checks the index's upper level against it.
  init(_ db: Connection, _ header: VaultHeader, _ keys: VaultKeys, keeping kept: KeptEntries? = nil) throws {
    let sealer = Sealer(vault: header.identifier, keys: keys)
    let index = KeyedIndex(keys: keys)
    self.header = header
    self.sealer = sealer
    self.index = index
    (root, digests) = try CheckedState.open(db, header, sealer, index)
    self.kept = kept
  }

  /// What is remembered of this state.
  var seen: SeenRoot {
    SeenRoot(generation: root.generation, epoch: root.epoch, tag: Sealer.tag(header.root), changes: root.changes)
  }

  /// Seals the root as the one that follows the file's, and writes it.
  /// - Parameter isNote: Whether nothing is changed but the audit log and the days of reads.
  func commitRoot(_ db: Connection, isNote: Bool = false) throws {
    root.generation += 1
    if !isNote { root.changes += 1 }
    root.previous = Sealer.tag(header.root)
    let sealed = try sealer.seal(root.encoded(), .root, row: 1)
    try RootRow.save(sealed, after: root.previous, in: db)
    header = header.followed(by: sealed, after: root.previous)
  }

  /// What a part of a transaction changes, to be put back where the part is undone.
  struct Saved {
    fileprivate let root: Root
    fileprivate let digests: BucketDigests
    fileprivate let buckets: KnownBuckets
  }

  var saved: Saved { Saved(root: root, digests: digests, buckets: buckets) }

  func restore(_ saved: Saved) { (root, digests, buckets) = (saved.root, saved.digests, saved.buckets) }

  private static func open(
    _ db: Connection, _ header: VaultHeader, _ sealer: Sealer, _ index: KeyedIndex
  ) throws -> (Root, BucketDigests) {
    guard let sealed = try sealer.open(header.root, .root, row: 1) else {
      throw VaultError.damaged("its root does not authenticate")
    }
    let root = try reading("root") { try sealed.withUnsafeBytes { try Root(Array($0)) } }
    if let previous = header.previousRoot, previous != root.previous {
      throw VaultError.damaged("its root follows another one than it says")
    }
    let digests = try index.bucketDigests(db)
    guard constantTimeEquals(try index.digest(digests), root.index) else {
      throw VaultError.damaged("its index does not fit its root: rows were changed, deleted or put back")
    }
    return (root, digests)
  }

  /// Goes over to what the file holds now.
  /// - Throws: ``VaultError``; the state is of no use any more then.
  func refresh(_ db: Connection, _ header: VaultHeader, _ keys: VaultKeys) throws {
    if header.salt != self.header.salt { forgetEverything(keys, header) }
    let before = digests
    (root, digests) = try CheckedState.open(db, header, sealer, index)
    self.header = header
    var forgotten: [Lookup] = []
    var kept: [(entry: Entry, lookup: Lookup)] = []
    for number in digests.difference(from: before) {
      let difference = try renew(number, db)
      forgotten += difference.forgotten
      kept += difference.kept
    }
    self.kept?.change(forgetting: forgotten, keeping: kept)
  }

  /// After a rekeying every row is another one.
  private func forgetEverything(_ keys: VaultKeys, _ header: VaultHeader) {
    sealer = Sealer(vault: header.identifier, keys: keys)
    index = KeyedIndex(keys: keys)
    opener = nil
    buckets = KnownBuckets()
    kept?.forgetEverything()
    digests = BucketDigests()
  }

  /// What changed in a bucket, as far as anything of it was kept.
  private func renew(
    _ number: UInt8, _ db: Connection
  ) throws -> (forgotten: [Lookup], kept: [(entry: Entry, lookup: Lookup)]) {
    guard let old = buckets.forget(number), let kept else { return ([], []) }
    let new = try bucket(number, db)
    let forgotten = old.leaves.filter { new[$0.lookup] != $0 }.map(\.lookup)
    guard kept.holdsAll(of: number) else { return (forgotten, []) }
    return (forgotten, try new.leaves.filter { old[$0.lookup] != $0 }.compactMap { try entry(of: $0, db) })
  }

  /// A bucket, which has been compared with its digest.
  func bucket(_ number: UInt8, _ db: Connection) throws -> Bucket {
    if let bucket = buckets[number] { return bucket }
    let bucket = try index.bucket(number, db)
    guard constantTimeEquals(try index.digest(number, bucket), digests[number]) else {
      throw VaultError.damaged("bucket \(number) of its index was changed: a row was deleted, added or put back")
    }
    buckets.keep(bucket, as: number)
    return bucket
  }

  /// The content of a leaf's record.
  func record(of leaf: Leaf, _ db: Connection) throws -> [UInt8] {
    let record = try db.first("SELECT body FROM record WHERE id = ?", [.integer(leaf.record)]) {
      try $0.withSealed(0, of: "record") { try open($0, leaf.record, leaf.tag) }
    }
    guard let record else { throw VaultError.damaged("record \(leaf.record) is missing") }
    return record
  }

  /// - Parameter tag: The one that the index has.
  func open(_ sealed: UnsafeRawBufferPointer, _ id: Int64, _ tag: Bytes16) throws -> [UInt8] {
    let opener = try opener ?? sealer.recordOpener()
    self.opener = opener
    guard sealed.count >= Bytes16.size,
      Bytes16(loading: UnsafeRawBufferPointer(rebasing: sealed[(sealed.count - Bytes16.size)...])) == tag,
      let record = try opener.open(sealed, binding: Sealer.binding(sealer.vault, .record, row: id, parent: 0))
    else { throw VaultError.damaged("record \(id) was changed") }
    return record
  }

  // MARK: Keeping

  /// Opens all of a bucket's entries and keeps them.
  func keepAll(of number: UInt8, _ db: Connection) throws {
    guard let kept else { return }
    let unknown = try bucket(number, db).leaves.filter { !kept.knows($0.lookup) }
    kept.change(forgetting: [], keeping: try unknown.compactMap { try entry(of: $0, db) })
    kept.noteAll(of: number)
  }

  /// Nil for records of other kinds.
  private func entry(of leaf: Leaf, _ db: Connection) throws -> (entry: Entry, lookup: Lookup)? {
    let record = try record(of: leaf, db)
    guard try Entry.isEntry(record, id: leaf.record) else { return nil }
    return (try reading("record \(leaf.record)") { try Entry(id: leaf.record, record) }, leaf.lookup)
  }
}
