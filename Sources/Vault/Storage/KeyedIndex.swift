import Cryptography
import GRDB

/// A place in the vault, looked up without revealing what lies there: 16 bytes of a keyed hash.
struct Lookup: Hashable {
  static let size = 16
  let bytes: [UInt8]
  var bucket: UInt8 { bytes[0] }
}

/// One record's presence: where it is looked up, its row, and the tag that stands for its content.
struct Leaf {
  let lookup: Lookup
  let record: Int64
  let tag: [UInt8]
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
    return Lookup(bytes: Array(try HMACSHA256.code(of: message, key: keys.lookup).prefix(Lookup.size)))
  }

  func leaves(_ bucket: UInt8, _ db: Database) throws -> [Leaf] {
    let first = [bucket] + [UInt8](repeating: 0, count: Lookup.size - 1)
    let last = [bucket] + [UInt8](repeating: 0xFF, count: Lookup.size - 1)
    let statement = try db.cachedStatement(
      sql: "SELECT lookup, record, tag FROM leaf WHERE lookup BETWEEN ? AND ? ORDER BY lookup")
    let rows = try Row.fetchCursor(statement, arguments: [data(first), data(last)])
    var leaves: [Leaf] = []
    while let row = try rows.next() {
      let lookup = Lookup(bytes: try row.bytes(0, of: "leaf"))
      guard lookup.bytes.count == Lookup.size else { throw VaultError.damaged("an index row has a wrong size") }
      leaves.append(Leaf(lookup: lookup, record: try row.number(1, of: "leaf"), tag: try row.bytes(2, of: "leaf")))
    }
    return leaves
  }

  func digest(_ bucket: UInt8, _ leaves: [Leaf]) throws -> [UInt8] {
    var message = Array("bucket".utf8) + [bucket]
    message.reserveCapacity(message.count + leaves.count * 40)
    for leaf in leaves {
      message += leaf.lookup.bytes
      message += bigEndian(UInt64(bitPattern: leaf.record))
      message += leaf.tag
    }
    return try HMACSHA256.code(of: message, key: keys.index)
  }

  /// The digest over all buckets, which the root holds.
  func digest(_ buckets: [[UInt8]]) throws -> [UInt8] {
    try HMACSHA256.code(of: Array("index".utf8) + buckets.joined(), key: keys.index)
  }

  func bucketDigests(_ db: Database) throws -> [[UInt8]] {
    let statement = try db.cachedStatement(sql: "SELECT id, digest FROM bucket ORDER BY id")
    let rows = try Row.fetchCursor(statement)
    var digests: [[UInt8]] = []
    while let row = try rows.next() {
      let digest = try row.bytes(1, of: "bucket")
      guard try row.number(0, of: "bucket") == Int64(digests.count), digest.count == HMACSHA256.size else {
        throw VaultError.damaged("the index's buckets are out of order")
      }
      digests.append(digest)
    }
    guard digests.count == KeyedIndex.bucketCount else {
      throw VaultError.damaged("the index has \(digests.count) buckets instead of \(KeyedIndex.bucketCount)")
    }
    return digests
  }
}
