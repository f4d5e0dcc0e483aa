import CLibSQLite

/// A value for a statement's parameter.
package enum Binding {
  case integer(Int64)
  case bytes([UInt8])
}

/// A column whose values all have one size.
package enum PackedColumn {
  case integer
  /// So many bytes, at least one.
  case bytes(Int)

  /// As the C function takes it.
  var size: Int32 {
    switch self {
    case .integer: 0
    case .bytes(let count): Int32(count)
    }
  }
}

/// The row that a statement stands at; good until the statement goes on.
package struct Row {
  let statement: OpaquePointer

  /// Lends a column's bytes.
  /// - Returns: Nil where the column is missing or holds something else than bytes.
  package func withBytes<Result>(
    _ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result? {
    guard sqlite3_column_type(statement, column) == SQLITE_BLOB else { return nil }
    // The pointer first: SQLite's documentation asks for this order.
    let start = sqlite3_column_blob(statement, column)
    return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
  }

  /// A column's bytes; nil where it holds something else.
  package func bytes(_ column: Int32) -> [UInt8]? { withBytes(column) { Array($0) } }

  /// A column's number; nil where it holds something else.
  package func integer(_ column: Int32) -> Int64? {
    guard sqlite3_column_type(statement, column) == SQLITE_INTEGER else { return nil }
    return sqlite3_column_int64(statement, column)
  }

  /// A column's text; nil where it holds something else.
  package func text(_ column: Int32) -> String? {
    guard sqlite3_column_type(statement, column) == SQLITE_TEXT, let start = sqlite3_column_text(statement, column)
    else { return nil }
    let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    return String(decoding: bytes, as: UTF8.self)
  }
}
