import Cryptography
import SQLite

/// Sixteen bytes that are compared and kept in large numbers: as one number, the first byte the highest.
struct Bytes16: Hashable, Comparable {
  static let size = 16
  let value: UInt128

  /// - Returns: Nil for any other number of bytes.
  init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Bytes16.size else { return nil }
    value = bytes.reduce(0) { $0 << 8 | UInt128($1) }
  }

  /// - Parameter bytes: Sixteen.
  init(loading bytes: UnsafeRawBufferPointer) {
    value = UInt128(bigEndian: bytes.loadUnaligned(as: UInt128.self))
  }

  private init(value: UInt128) { self.value = value }

  var bytes: [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
  var first: UInt8 { UInt8(truncatingIfNeeded: value >> 120) }

  static func < (left: Bytes16, right: Bytes16) -> Bool { left.value < right.value }

  /// The lowest and the highest with this first byte.
  static func bounds(first: UInt8) -> (Bytes16, Bytes16) {
    let low = UInt128(first) << 120
    return (Bytes16(value: low), Bytes16(value: low | UInt128.max >> 8))
  }
}

/// A place in the vault, looked up without revealing what lies there: a keyed hash.
struct Lookup: Hashable {
  let hash: Bytes16
  var bucket: UInt8 { hash.first }
  var bytes: [UInt8] { hash.bytes }
}

/// One record's presence: where it is looked up, its row, and the tag that stands for its content.
struct Leaf: Equatable {
  let lookup: Lookup
  let record: Int64
  let tag: Bytes16

  /// The bytes that it is hashed as: lookup, record, tag.
  static let size = 2 * Bytes16.size + MemoryLayout<Int64>.size

  init(lookup: Lookup, record: Int64, tag: Bytes16) {
    self.lookup = lookup
    self.record = record
    self.tag = tag
  }

  /// - Parameter bytes: ``size`` of them.
  fileprivate init(loading bytes: UnsafeRawBufferPointer) {
    lookup = Lookup(hash: Bytes16(loading: bytes))
    record = Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: Bytes16.size, as: Int64.self))
    tag = Bytes16(loading: UnsafeRawBufferPointer(rebasing: bytes[(Leaf.size - Bytes16.size)...]))
  }

  fileprivate var bytes: [UInt8] { lookup.bytes + bigEndian(UInt64(bitPattern: record)) + tag.bytes }
}

/// The leaves of one bucket, in the order of their lookups.
struct Bucket {
  /// The leaves one behind the other, as they are hashed.
  private(set) var bytes: [UInt8] = []

  init() {}

  /// - Parameter bytes: Leaves in the order of their lookups.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count / Leaf.size }
  var leaves: [Leaf] { (0..<count).map(leaf) }

  func forEach(_ body: (Leaf) -> Void) { for place in 0..<count { body(leaf(place)) } }

  subscript(lookup: Lookup) -> Leaf? {
    let place = place(of: lookup)
    return isLeaf(lookup, at: place) ? leaf(place) : nil
  }

  mutating func put(_ leaf: Leaf) {
    let place = place(of: leaf.lookup)
    let end = isLeaf(leaf.lookup, at: place) ? place + 1 : place
    bytes.replaceSubrange(place * Leaf.size..<end * Leaf.size, with: leaf.bytes)
  }

  mutating func remove(_ lookup: Lookup) {
    let place = place(of: lookup)
    if isLeaf(lookup, at: place) { bytes.removeSubrange(place * Leaf.size..<(place + 1) * Leaf.size) }
  }

  private func leaf(_ place: Int) -> Leaf {
    bytes.withUnsafeBytes { bytes in
      Leaf(loading: UnsafeRawBufferPointer(rebasing: bytes[place * Leaf.size..<(place + 1) * Leaf.size]))
    }
  }

  private func hash(_ place: Int) -> Bytes16 {
    bytes.withUnsafeBytes { Bytes16(loading: UnsafeRawBufferPointer(rebasing: $0[(place * Leaf.size)...])) }
  }

  private func isLeaf(_ lookup: Lookup, at place: Int) -> Bool { place < count && hash(place) == lookup.hash }

  /// Where a lookup is, or would be.
  private func place(of lookup: Lookup) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if hash(middle) < lookup.hash { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The buckets that were read and compared with their digests.
struct KnownBuckets {
  private var buckets = [Bucket](repeating: Bucket(), count: KeyedIndex.bucketCount)
  private var isKnown = [Bool](repeating: false, count: KeyedIndex.bucketCount)

  subscript(number: UInt8) -> Bucket? { isKnown[Int(number)] ? buckets[Int(number)] : nil }

  mutating func keep(_ bucket: Bucket, as number: UInt8) {
    buckets[Int(number)] = bucket
    isKnown[Int(number)] = true
  }

  /// - Returns: The bucket, if it was known.
  mutating func forget(_ number: UInt8) -> Bucket? {
    defer { (buckets[Int(number)], isKnown[Int(number)]) = (Bucket(), false) }
    return self[number]
  }

  /// Changes a bucket where it stands.
  mutating func change(_ number: UInt8, _ body: (inout Bucket) -> Void) { body(&buckets[Int(number)]) }
}

/// The digests of all buckets, in their order.
struct BucketDigests {
  /// One behind the other, as they are hashed.
  private(set) var bytes = [UInt8](repeating: 0, count: KeyedIndex.bucketCount * HMACSHA256.size)

  subscript(number: UInt8) -> [UInt8] {
    get { Array(bytes[BucketDigests.range(number)]) }
    set { bytes.replaceSubrange(BucketDigests.range(number), with: newValue) }
  }

  /// The buckets that have other digests than in `other`.
  func difference(from other: BucketDigests) -> [UInt8] {
    (0...UInt8.max).filter { bytes[BucketDigests.range($0)] != other.bytes[BucketDigests.range($0)] }
  }

  private static func range(_ number: UInt8) -> Range<Int> {
    Int(number) * HMACSHA256.size..<(Int(number) + 1) * HMACSHA256.size
  }
}

/// What is in the vault, in two levels: leaves hash into 256 buckets, the buckets' digests into one digest in the root.
///
/// A read checks the bucket it touches, so that a row that was deleted, added or put back from an older state is found by
/// the read itself (FORMAT.md, "Presence").
struct KeyedIndex {
  static let bucketCount = 256

  let keys: VaultKeys

  func lookup(of address: EntryAddress) throws -> Lookup {
    try lookup("entry", [address.store.rawValue, address.scope.account, address.scope.region, address.name])
  }

  func lookup(ofPage number: Int, of folder: EntryAddress) throws -> Lookup {
    try lookup(
      "folder", [folder.store.rawValue, folder.scope.account, folder.scope.region, folder.name, String(number)])
  }

  func lookupOfSettings() throws -> Lookup { try lookup("settings", []) }

  private func lookup(_ kind: String, _ parts: [String]) throws -> Lookup {
    var message = Array(kind.utf8)
    for part in parts { message += [0] + Array(part.utf8) }
    guard let hash = Bytes16(try keys.lookup.code(of: message).prefix(Bytes16.size)) else {
      preconditionFailure("an HMAC has 32 bytes")
    }
    return Lookup(hash: hash)
  }

  /// A bucket as the file has it, unchecked.
  func bucket(_ number: UInt8, _ db: Connection) throws -> Bucket {
    let (first, last) = Bytes16.bounds(first: number)
    let leaves = try db.packed(
      "SELECT lookup, record, tag FROM leaf WHERE lookup BETWEEN ? AND ? ORDER BY lookup",
      [.bytes(first.bytes), .bytes(last.bytes)], columns: [.bytes(Bytes16.size), .integer, .bytes(Bytes16.size)])
    guard let leaves else { throw VaultError.damaged("a row of 'leaf' has a wrong size") }
    return Bucket(leaves)
  }

  func digest(_ number: UInt8, _ bucket: Bucket) throws -> [UInt8] {
    try keys.index.code(of: [Array("bucket".utf8) + [number], bucket.bytes])
  }

  /// The digest over all buckets, which the root holds.
  func digest(_ digests: BucketDigests) throws -> [UInt8] {
    try keys.index.code(of: [Array("index".utf8), digests.bytes])
  }

  func bucketDigests(_ db: Connection) throws -> BucketDigests {
    let rows = try db.packed(
      "SELECT id, digest FROM bucket ORDER BY id LIMIT \(KeyedIndex.bucketCount + 1)",
      columns: [.integer, .bytes(HMACSHA256.size)])
    guard let rows else { throw VaultError.damaged("a row of 'bucket' has a wrong size") }
    let size = MemoryLayout<Int64>.size + HMACSHA256.size
    guard rows.count == KeyedIndex.bucketCount * size else {
      throw VaultError.damaged("the index has \(rows.count / size) buckets instead of \(KeyedIndex.bucketCount)")
    }
    var digests = BucketDigests()
    for number in 0...UInt8.max {
      let row = rows[Int(number) * size..<(Int(number) + 1) * size]
      guard row.starts(with: bigEndian(UInt64(number))) else {
        throw VaultError.damaged("the index's buckets are out of order")
      }
      digests[number] = Array(row.suffix(HMACSHA256.size))
    }
    return digests
  }
}
