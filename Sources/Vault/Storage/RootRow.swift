import ByteSearch
import SQLite

/// The row that holds the sealed root of format 2, with two tags in the clear: the root's own and that of the root before.
///
/// Both stand behind a mark, so that whether a journal and a file belong together is seen by looking for bytes.
struct RootRow {
  /// The tag of the root before this one; 16 zeros in a vault's first.
  let previous: [UInt8]
  let tag: [UInt8]
  let body: [UInt8]

  static let ownMark = Array("root is ".utf8)
  private static let previousMark = Array("root was".utf8)

  /// What stands in a file whose root has this tag.
  static func mark(ofOwn tag: [UInt8]) -> [UInt8] { ownMark + tag }

  static func occurs(_ bytes: [UInt8], in text: [UInt8]) -> Bool {
    text.firstRange(of: bytes, in: text.indices) != nil
  }

  /// - Throws: ``VaultError/damaged(_:)``, `SQLiteError`.
  static func fetch(_ db: Connection) throws -> RootRow {
    let row = try db.first("SELECT previous, tag, body FROM root WHERE id = 1") { row in
      RootRow(
        previous: try unmarked(row.bytes(0), previousMark), tag: try unmarked(row.bytes(1), ownMark),
        body: try row.sealed(2, of: "root"))
    }
    guard let row, row.tag == Sealer.tag(row.body) else { throw VaultError.damaged("its root is missing") }
    return row
  }

  private static func unmarked(_ bytes: [UInt8]?, _ mark: [UInt8]) throws -> [UInt8] {
    guard let bytes, bytes.count == mark.count + Bytes16.size, bytes.starts(with: mark) else {
      throw VaultError.damaged("its root does not read")
    }
    return Array(bytes[mark.count...])
  }

  /// Puts a root in the place of the one before.
  static func save(_ body: [UInt8], after previous: [UInt8], in db: Connection) throws {
    try db.execute(
      "INSERT OR REPLACE INTO root (id, previous, tag, body) VALUES (1, ?, ?, ?)",
      [.bytes(previousMark + previous), .bytes(ownMark + Sealer.tag(body)), .bytes(body)])
  }
}
