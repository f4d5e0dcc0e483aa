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
}

/// The leaves of one bucket, in the order of their lookups.
struct Bucket {
  private(set) var leaves: [Leaf] = []

  init() {}

  init(_ leaves: [Leaf]) { self.leaves = leaves }

  subscript(lookup: Lookup) -> Leaf? {
    let place = place(of: lookup)
    return place < leaves.count && leaves[place].lookup == lookup ? leaves[place] : nil
  }

  mutating func put(_ leaf: Leaf) {
    let place = place(of: leaf.lookup)
    if place < leaves.count, leaves[place].lookup == leaf.lookup {
      leaves[place] = leaf
    } else {
      leaves.insert(leaf, at: place)
    }
  }

  mutating func remove(_ lookup: Lookup) {
    let place = place(of: lookup)
    if place < leaves.count, leaves[place].lookup == lookup { leaves.remove(at: place) }
  }

  /// Where a lookup is, or would be.
  private func place(of lookup: Lookup) -> Int {
    var low = 0
    var high = leaves.count
    while low < high {
      let middle = (low + high) / 2
      if leaves[middle].lookup.hash < lookup.hash { low = middle + 1 } else { high = middle }
    }
    return low
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
    guard let hash = Bytes16(try HMACSHA256.code(of: message, key: keys.lookup).prefix(Bytes16.size)) else {
      preconditionFailure("an HMAC has 32 bytes")
    }
    return Lookup(hash: hash)
  }

  /// A bucket as the file has it, unchecked.
  func bucket(_ number: UInt8, _ db: Connection) throws -> Bucket {
    let (first, last) = Bytes16.bounds(first: number)
    var leaves: [Leaf] = []
    try db.forEach(
      "SELECT lookup, record, tag FROM leaf WHERE lookup BETWEEN ? AND ? ORDER BY lookup",
      [.bytes(first.bytes), .bytes(last.bytes)]
    ) { row in
      leaves.append(
        Leaf(
          lookup: Lookup(hash: try row.bytes16(0, of: "leaf")), record: try row.number(1, of: "leaf"),
          tag: try row.bytes16(2, of: "leaf")))
    }
    return Bucket(leaves)
  }

  func digest(_ number: UInt8, _ bucket: Bucket) throws -> [UInt8] {
    let prefix = Array("bucket".utf8) + [number]
    let leafSize = 2 * Bytes16.size + MemoryLayout<Int64>.size
    let message = [UInt8](unsafeUninitializedCapacity: prefix.count + bucket.leaves.count * leafSize) { target, count in
      let target = UnsafeMutableRawBufferPointer(target)
      target.copyBytes(from: prefix)
      count = prefix.count
      for leaf in bucket.leaves {
        target.storeBytes(of: leaf.lookup.hash.value.bigEndian, toByteOffset: count, as: UInt128.self)
        target.storeBytes(of: leaf.record.bigEndian, toByteOffset: count + Bytes16.size, as: Int64.self)
        target.storeBytes(of: leaf.tag.value.bigEndian, toByteOffset: count + leafSize - Bytes16.size, as: UInt128.self)
        count += leafSize
      }
    }
    return try HMACSHA256.code(of: message, key: keys.index)
  }

  /// The digest over all buckets, which the root holds.
  func digest(_ buckets: [[UInt8]]) throws -> [UInt8] {
    try HMACSHA256.code(of: Array("index".utf8) + buckets.joined(), key: keys.index)
  }

  func bucketDigests(_ db: Connection) throws -> [[UInt8]] {
    var digests: [[UInt8]] = []
    try db.forEach("SELECT id, digest FROM bucket ORDER BY id LIMIT \(KeyedIndex.bucketCount + 1)") { row in
      guard try row.number(0, of: "bucket") == Int64(digests.count) else {
        throw VaultError.damaged("the index's buckets are out of order")
      }
      digests.append(try row.sealed(1, of: "bucket"))
    }
    guard digests.count == KeyedIndex.bucketCount else {
      throw VaultError.damaged("the index has \(digests.count) buckets instead of \(KeyedIndex.bucketCount)")
    }
    return digests
  }
}
