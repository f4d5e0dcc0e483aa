import SQLite

/// The tables of each format, statement by statement as `sqlite_schema` keeps them.
///
/// Whoever can write the file can put a view in a table's place or a trigger behind it. So nothing is read from a file whose schema
/// is not one of these, byte for byte (FORMAT.md, "The database").
struct VaultSchema {
  /// What `PRAGMA user_version` says.
  let format: Int64
  /// By name.
  let statements: [String: String]

  /// `dspv`, SQLite's application id.
  static let applicationID: Int64 = 0x6473_7076

  private static let common = [
    "bucket": "CREATE TABLE bucket (id INTEGER PRIMARY KEY, digest BLOB NOT NULL)",
    "leaf":
      "CREATE TABLE leaf (lookup BLOB PRIMARY KEY, record INTEGER NOT NULL, tag BLOB NOT NULL) WITHOUT ROWID",
    "record": "CREATE TABLE record (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
    "value": "CREATE TABLE value (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
    "audit": "CREATE TABLE audit (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
  ]

  /// Format 1, which was written with a write-ahead log.
  static let first = VaultSchema(
    format: 1,
    statements: common.merging([
      "vault": """
      CREATE TABLE vault (
        id INTEGER PRIMARY KEY CHECK (id = 1), identifier BLOB NOT NULL, salt BLOB NOT NULL, key BLOB NOT NULL,
        root BLOB NOT NULL
      )
      """
    ]) { $1 })

  /// Format 2: the root names the one before it, and a new key's owner is named by the old key.
  static let current = VaultSchema(
    format: 2,
    statements: common.merging([
      "vault": """
      CREATE TABLE vault (
        id INTEGER PRIMARY KEY CHECK (id = 1), identifier BLOB NOT NULL, salt BLOB NOT NULL, key BLOB NOT NULL
      )
      """,
      "root": """
      CREATE TABLE root (id INTEGER PRIMARY KEY CHECK (id = 1), previous BLOB NOT NULL, tag BLOB NOT NULL, body BLOB NOT NULL)
      """,
      "succession": "CREATE TABLE succession (epoch INTEGER PRIMARY KEY, body BLOB NOT NULL)",
    ]) { $1 })

  private static let known = [first, current]

  /// Which of the known schemas a file has.
  /// - Throws: ``VaultError/damaged(_:)`` where it is no vault, ``VaultError/unknownFormat(_:)``, `SQLiteError`.
  static func read(_ db: Connection, path: String) throws -> VaultSchema {
    let application = try db.first("PRAGMA application_id") { $0.integer(0) }
    guard application == applicationID else { throw VaultError.damaged("'\(path)' is not a specvault file") }
    let format = try db.first("PRAGMA user_version") { $0.integer(0) ?? 0 } ?? 0
    guard let schema = known.first(where: { $0.format == format }) else {
      throw VaultError.unknownFormat(
        "format \(format) of the vault is unknown to this specvault, which reads formats 1 to \(current.format); "
          + (format > current.format ? "a newer specvault reads it" : "no specvault wrote it"))
    }
    guard try schema.isSchema(of: db) else {
      throw VaultError.damaged("its tables are not those of a specvault file: something was added to them or changed")
    }
    return schema
  }

  private func isSchema(of db: Connection) throws -> Bool {
    var found: [String: String] = [:]
    var others = 0
    try db.forEach("SELECT type, name, tbl_name, sql FROM sqlite_schema LIMIT 32") { row in
      guard row.text(0) == "table", let name = row.text(1), name == row.text(2), let sql = row.text(3) else {
        others += 1
        return
      }
      found[name] = sql
    }
    return others == 0 && found == statements
  }

  /// Makes the tables, the ones that are small first.
  func create(in db: Connection) throws {
    for name in ["root", "vault", "succession", "bucket", "leaf", "record", "value", "audit"] {
      if let statement = statements[name] { try db.execute(statement) }
    }
    try db.script("PRAGMA application_id = \(VaultSchema.applicationID); PRAGMA user_version = \(format)")
  }
}
