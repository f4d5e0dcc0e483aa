import ByteSearch
import SQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The row that holds the sealed root of format 2, with two tags in the clear: the root's own and that of the root before.
///
/// Both stand behind a mark, so that whether a journal and a file belong together is seen by looking for bytes.
struct RootRow {
  /// The tag of the root before this one; 16 zeros in a vault's first.
  let previous: [UInt8]
  /// The number of the journal under which this root was written: another journal on the same base has another.
  let journalNonce: [UInt8]
  let tag: [UInt8]
  let body: [UInt8]

  static let ownMark = Array("root is ".utf8)
  private static let previousMark = Array("root was".utf8)

  /// What stands in a file whose root has this tag.
  static func mark(ofOwn tag: [UInt8]) -> [UInt8] { ownMark + tag }

  /// Whether bytes, fewer than a hundred, occur in a file.
  static func occurs(_ bytes: [UInt8], inFile path: String) -> Bool {
    guard let file = fopen(path, "re") else { return false }
    defer { fclose(file) }
    var part: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return false }
      part = part.suffix(100) + buffer[..<count]
      if part.firstRange(of: bytes, in: part.indices) != nil { return true }
    }
  }

  /// - Throws: ``VaultError/damaged(_:)``, `SQLiteError`.
  static func fetch(_ db: Connection) throws -> RootRow {
    let row = try db.first("SELECT previous, tag, body FROM root WHERE id = 1") { row in
      let previous = try unmarked(row.bytes(0), previousMark, count: Bytes16.size + 4)
      return RootRow(
        previous: Array(previous.prefix(Bytes16.size)), journalNonce: Array(previous.suffix(4)),
        tag: try unmarked(row.bytes(1), ownMark, count: Bytes16.size), body: try row.sealed(2, of: "root"))
    }
    guard let row, row.tag == Sealer.tag(row.body) else { throw VaultError.damaged("its root is missing") }
    return row
  }

  private static func unmarked(_ bytes: [UInt8]?, _ mark: [UInt8], count: Int) throws -> [UInt8] {
    guard let bytes, bytes.count == mark.count + count, bytes.starts(with: mark) else {
      throw VaultError.damaged("its root does not read")
    }
    return Array(bytes[mark.count...])
  }

  /// Puts a root in the place of the one before, as the last change of a transaction.
  static func save(_ body: [UInt8], after previous: [UInt8], in db: Connection) throws {
    try db.execute(
      "INSERT OR REPLACE INTO root (id, previous, tag, body) VALUES (1, ?, ?, ?)",
      [.bytes(previousMark + previous + db.journalNonce), .bytes(ownMark + Sealer.tag(body)), .bytes(body)])
  }
}
