import SQLite

/// What a vault's file says of itself.
struct VaultHeader: Equatable {
  /// Sixteen random bytes that tell this vault from others.
  let identifier: [UInt8]
  let salt: [UInt8]
  /// The vault's key, wrapped: an age file.
  let key: [UInt8]
  /// The sealed root.
  let root: [UInt8]
  /// The tag of the root before; nil in format 1, which does not keep it.
  let previousRoot: [UInt8]?

  /// - Throws: ``VaultError/damaged(_:)``, `SQLiteError`.
  static func fetch(_ db: Connection, _ schema: VaultSchema) throws -> VaultHeader {
    let isFirst = schema.format == VaultSchema.first.format
    let root = isFirst ? nil : try RootRow.fetch(db)
    let sql = "SELECT identifier, salt, key\(isFirst ? ", root" : "") FROM vault WHERE id = 1"
    let header = try db.first(sql) { row in
      VaultHeader(
        identifier: try row.sealed(0, of: "vault"), salt: try row.sealed(1, of: "vault"),
        key: try row.sealed(2, of: "vault"), root: try root?.body ?? row.sealed(3, of: "vault"),
        previousRoot: root?.previous)
    }
    guard let header else { throw VaultError.damaged("the vault's own row is missing") }
    guard header.identifier.count == 16, header.salt.count == 32 else {
      throw VaultError.damaged("the vault's own row does not read")
    }
    return header
  }
}

extension VaultHeader {
  /// The same vault with another root.
  func followed(by root: [UInt8], after previous: [UInt8]) -> VaultHeader {
    VaultHeader(identifier: identifier, salt: salt, key: key, root: root, previousRoot: previous)
  }
}

extension Row {
  /// A column's bytes.
  /// - Throws: ``VaultError/damaged(_:)`` where the column holds something else.
  func sealed(_ column: Int32, of table: String) throws -> [UInt8] {
    guard let bytes = bytes(column) else { throw VaultError.damaged("a row of '\(table)' is not sealed bytes") }
    return bytes
  }

  /// Lends a column's bytes.
  /// - Throws: ``VaultError/damaged(_:)`` where the column holds something else; what `body` throws.
  func withSealed<Result>(
    _ column: Int32, of table: String, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard let result = try withBytes(column, body) else {
      throw VaultError.damaged("a row of '\(table)' is not sealed bytes")
    }
    return result
  }

  /// A column's number.
  /// - Throws: ``VaultError/damaged(_:)`` where the column holds something else.
  func number(_ column: Int32, of table: String) throws -> Int64 {
    guard let number = integer(column) else { throw VaultError.damaged("a row of '\(table)' lacks its number") }
    return number
  }
}
