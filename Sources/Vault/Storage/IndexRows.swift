import GRDB
import GRDBSQLite

/// Steps through the index's rows without a Swift object for each: a read looks at hundreds of them.
enum IndexRows {
  /// - Throws: `DatabaseError`, and what `body` throws.
  static func forEach(
    _ db: Database, _ sql: String, _ arguments: StatementArguments = [], _ body: (IndexRow) throws -> Void
  ) throws {
    let statement = try db.cachedStatement(sql: sql)
    sqlite3_reset(statement.sqliteStatement)
    defer { sqlite3_reset(statement.sqliteStatement) }
    try statement.setArguments(arguments)
    while true {
      switch sqlite3_step(statement.sqliteStatement) {
      case SQLITE_ROW: try body(IndexRow(statement: statement.sqliteStatement))
      case SQLITE_DONE: return
      case let code: throw DatabaseError(resultCode: ResultCode(rawValue: code), message: nil, sql: sql)
      }
    }
  }
}

/// The row that a statement stands at.
struct IndexRow {
  fileprivate let statement: SQLiteStatement

  /// Lends a column's bytes.
  /// - Throws: ``VaultError/damaged(_:)`` where the column does not hold this many.
  func withBytes<Result>(
    _ column: Int32, count: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard sqlite3_column_type(statement, column) == SQLITE_BLOB, sqlite3_column_bytes(statement, column) == Int32(count)
    else { throw VaultError.damaged("a row of its index has a wrong size") }
    return try body(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count))
  }

  func bytes16(_ column: Int32) throws -> Bytes16 {
    try withBytes(column, count: Bytes16.size) { Bytes16(loading: $0) }
  }

  /// A column's number.
  /// - Throws: ``VaultError/damaged(_:)`` where the column holds something else.
  func number(_ column: Int32) throws -> Int64 {
    guard sqlite3_column_type(statement, column) == SQLITE_INTEGER else {
      throw VaultError.damaged("a row of its index lacks its number")
    }
    return sqlite3_column_int64(statement, column)
  }
}
