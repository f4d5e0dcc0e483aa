import Foundation
import GRDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The SQLite file: how it is opened, its tables, and what its errors mean. It knows no key.
struct VaultFile: Sendable {
  /// `dspv`, SQLite's application id.
  static let applicationID: Int64 = 0x6473_7076
  /// The version of FORMAT.md.
  static let format: Int64 = 1

  static let schema = """
    CREATE TABLE vault (
      id INTEGER PRIMARY KEY CHECK (id = 1), identifier BLOB NOT NULL, salt BLOB NOT NULL, key BLOB NOT NULL,
      root BLOB NOT NULL
    );
    CREATE TABLE bucket (id INTEGER PRIMARY KEY, digest BLOB NOT NULL);
    CREATE TABLE leaf (lookup BLOB PRIMARY KEY, record INTEGER NOT NULL, tag BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE record (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE value (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE audit (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    """

  let path: String
  let database: DatabaseQueue

  /// Makes the file, readable by its owner only, with empty tables.
  static func create(at path: String) throws -> VaultFile {
    let descriptor = POSIX.open(path, O_CREAT | O_EXCL | O_RDWR, mode: 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw VaultError.exists(path: path) }
      throw VaultError.inputOutput("cannot create '\(path)': \(POSIX.message)", hint: nil)
    }
    close(descriptor)
    let file = VaultFile(path: path, database: try connect(path))
    try file.translating {
      try file.database.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = WAL")
      }
      try file.database.write { db in
        try db.execute(sql: schema)
        try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(format)")
      }
    }
    return file
  }

  /// Opens an existing file and looks whether it is a vault of a format we know.
  static func open(at path: String) throws -> VaultFile {
    guard access(path, F_OK) == 0 else { throw VaultError.missing(path: path) }
    guard access(path, R_OK) == 0 else {
      throw VaultError.inputOutput("cannot read '\(path)': \(POSIX.message)", hint: nil)
    }
    let file = VaultFile(path: path, database: try isInReadOnlyFolder(path) ? connectToCopy(path) : connect(path))
    try file.translating {
      try file.database.read { db in
        let application = try Int64.fetchOne(db, sql: "PRAGMA application_id")
        guard application == applicationID else { throw VaultError.damaged("'\(path)' is not a specvault file") }
        let version = try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version == format else {
          throw VaultError.damaged("format \(version) is unknown to this specvault, which reads format \(format)")
        }
      }
    }
    return file
  }

  private static func isInReadOnlyFolder(_ path: String) -> Bool {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    return access(slash.map { String(path[..<$0]) + "/" } ?? ".", W_OK) != 0
  }

  /// SQLite cannot read a file with a write-ahead log where it may not make files beside it: there a copy is read, which is
  /// as sealed as the file itself and has no name any more once it is open.
  private static func connectToCopy(_ path: String) throws -> DatabaseQueue {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/specvault-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw VaultError.inputOutput("cannot copy '\(path)' to '\(base)': \(POSIX.message)", hint: nil)
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let copy = "\(folder)/vault.db"
    defer {
      for suffix in ["", "-wal", "-shm"] { unlink(copy + suffix) }
      rmdir(folder)
    }
    for suffix in ["", "-wal"] where access(path + suffix, F_OK) == 0 {
      guard let content = FileManager.default.contents(atPath: path + suffix),
        FileManager.default.createFile(atPath: copy + suffix, contents: content)
      else { throw VaultError.inputOutput("cannot copy '\(path)' to '\(base)'", hint: nil) }
    }
    let database = try connect(copy, isReadOnly: true)
    // The first read is what opens the log.
    _ = try translating(path: path) { try database.read { try Int64.fetchOne($0, sql: "SELECT count(*) FROM vault") } }
    return database
  }

  private static func connect(_ path: String, isReadOnly: Bool? = nil) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(30)
    configuration.readonly = isReadOnly ?? (access(path, W_OK) != 0)
    configuration.prepareDatabase { db in
      // FORMAT.md argues each of these.
      try db.execute(
        sql: """
          PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
          PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -8192
          """)
    }
    return try VaultFile.translating(path: path) { try DatabaseQueue(path: path, configuration: configuration) }
  }

  func translating<Result>(_ body: () throws -> Result) throws -> Result {
    try VaultFile.translating(path: path, body)
  }

  /// Turns SQLite's errors into ours.
  static func translating<Result>(path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw translate(error, path: path)
    }
  }

  private static func translate(_ error: DatabaseError, path: String) -> VaultError {
    let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL:
      return .inputOutput("cannot write '\(path)': the disk is full", hint: "nothing was changed; free some space")
    case .SQLITE_READONLY:
      return .inputOutput(
        "cannot write '\(path)': the file or its folder is read-only", hint: "nothing was changed")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return .inputOutput("'\(path)' is in use by another process for more than 30 seconds", hint: nil)
    case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_NOMEM, .SQLITE_TOOBIG, .SQLITE_AUTH:
      return .inputOutput("cannot use '\(path)': \(reason)", hint: "nothing was changed")
    default: return .damaged("SQLite says: \(reason)")
    }
  }
}

extension Row {
  /// A column's bytes.
  /// - Throws: ``VaultError/damaged(_:)`` where the column holds something else.
  func bytes(_ column: Int, of table: String) throws -> [UInt8] {
    guard column < count else { throw VaultError.damaged("a row of '\(table)' lacks a column") }
    let value: DatabaseValue = self[column]
    guard case .blob(let data) = value.storage else {
      throw VaultError.damaged("a row of '\(table)' is not sealed bytes")
    }
    return [UInt8](data)
  }

  /// A column's number.
  /// - Throws: ``VaultError/damaged(_:)`` where the column holds something else.
  func number(_ column: Int, of table: String) throws -> Int64 {
    guard column < count else { throw VaultError.damaged("a row of '\(table)' lacks a column") }
    let value: DatabaseValue = self[column]
    guard case .int64(let number) = value.storage else {
      throw VaultError.damaged("a row of '\(table)' lacks its number")
    }
    return number
  }
}
