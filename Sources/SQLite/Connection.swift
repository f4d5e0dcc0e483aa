import CLibSQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A connection to one SQLite file: statements and transactions, no more than that. It is used by one thread at a time, which
/// whoever owns it sees to.
///
/// Whatever the file holds, no SQL of it is run: its triggers and views are off, its schema is not trusted, and a statement that
/// goes on for longer than ``timeLimit`` is ended.
package final class Connection {
  package enum Access {
    case readWrite
    case readOnly
    /// Nobody writes the file, and what lies beside it is none of its: it is read as it is, without locks.
    case immutable
  }

  package enum Transaction: String {
    case deferred = "BEGIN DEFERRED"
    /// Takes the write lock at once, so that what is read stays true until the commit.
    case immediate = "BEGIN IMMEDIATE"
  }

  private let handle: OpaquePointer
  /// SQLite's own open file.
  private let file: UnsafeMutablePointer<sqlite3_file>
  private let journals: JournalGuard?
  private let deadline = Deadline()
  private var statements: [String: PreparedStatement] = [:]

  /// How long others are waited for, in milliseconds.
  package static let busyLimit: Int32 = 30_000
  /// How long a transaction, or a statement outside of one, may take.
  package static let timeLimit = Duration.seconds(120)
  /// The most bytes of one value that is read or written.
  private static let valueLimit: Int32 = 16 << 20

  /// - Parameter isOwnJournal: Whether a journal that nobody is writing belongs to the file; asked under an exclusive lock. One that does not
  ///   is moved aside (``takeStrays()``). Without it all do.
  /// - Throws: ``SQLiteError``.
  package init(
    _ path: String, _ access: Access,
    isOwnJournal: (@Sendable (_ journal: String, _ file: String) -> Bool)? = nil
  ) throws {
    let flags =
      switch access {
      case .readWrite: SQLITE_OPEN_READWRITE
      case .readOnly, .immutable: SQLITE_OPEN_READONLY
      }
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(
      Connection.address(of: path, access), &opened,
      flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      GuardedFileSystem.name)
    var file: UnsafeMutablePointer<sqlite3_file>?
    guard code == SQLITE_OK, let opened,
      sqlite3_file_control(opened, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK, let file
    else {
      let message = String(cString: sqlite3_errstr(code))
      DeferredClosing.close(opened)
      throw SQLiteError(code: code, message: message)
    }
    handle = opened
    self.file = file
    journals = isOwnJournal.map(JournalGuard.init)
    if let journals { GuardedFileSystem.add(journals, of: file) }
    sqlite3_busy_timeout(handle, Connection.busyLimit)
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Connection.valueLimit)
    for (option, value) in Connection.options { _ = deployspec_sqlite_configure(handle, option, value) }
    sqlite3_progress_handler(
      handle, 10_000,
      { deadline in
        deadline.map { Unmanaged<Deadline>.fromOpaque($0).takeUnretainedValue().hasPassed } == true ? 1 : 0
      }, Unmanaged.passUnretained(deadline).toOpaque())
  }

  /// Runs something that fails at once, instead of waiting, where another process holds a lock.
  package func withoutWaiting<Result>(_ body: () throws -> Result) rethrows -> Result {
    sqlite3_busy_timeout(handle, 0)
    defer { sqlite3_busy_timeout(handle, Connection.busyLimit) }
    return try body()
  }

  deinit {
    statements = [:]
    if journals != nil { GuardedFileSystem.removeGuard(of: file) }
    DeferredClosing.close(handle)
  }

  private static let options: [(Int32, Int32)] = [
    (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
    (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0), (SQLITE_DBCONFIG_DQS_DDL, 0),
    (SQLITE_DBCONFIG_DQS_DML, 0),
  ]

  /// The path as a URI, in which `?`, `#` and `%` mean themselves (SQLite documentation, "Uniform Resource Identifiers").
  private static func address(of path: String, _ access: Access) -> String {
    let escaped = path.map { character in
      switch character {
      case "%": "%25"
      case "?": "%3f"
      case "#": "%23"
      default: String(character)
      }
    }
    return "file:" + escaped.joined() + (access == .immutable ? "?immutable=1" : "")
  }

  // MARK: Statements

  /// Runs statements without parameters whose rows nobody wants.
  /// - Throws: ``SQLiteError``.
  package func script(_ sql: String) throws {
    startDeadline()
    try holdingLocks { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }
  }

  /// Runs one statement that has no rows.
  /// - Throws: ``SQLiteError``.
  package func execute(_ sql: String, _ bindings: [Binding] = []) throws {
    try forEach(sql, bindings) { _ in }
  }

  /// The first row's result.
  /// - Throws: ``SQLiteError``, and what `body` throws.
  package func first<Result>(
    _ sql: String, _ bindings: [Binding] = [], _ body: (Row) throws -> Result
  ) throws -> Result? {
    try withStatement(sql, bindings) { statement in
      try step(statement) ? try body(Row(statement: statement)) : nil
    }
  }

  /// Visits every row.
  /// - Throws: ``SQLiteError``, and what `body` throws.
  package func forEach(_ sql: String, _ bindings: [Binding] = [], _ body: (Row) throws -> Void) throws {
    try withStatement(sql, bindings) { statement in
      while try step(statement) { try body(Row(statement: statement)) }
    }
  }

  /// All rows of columns that have fixed sizes, one behind the other, column by column: bytes as they are, numbers in eight bytes, the
  /// highest first.
  /// - Returns: Nil where a row's columns are of other types or sizes.
  /// - Throws: ``SQLiteError``.
  package func packed(_ sql: String, _ bindings: [Binding] = [], columns: [PackedColumn]) throws -> [UInt8]? {
    let sizes = columns.map(\.size)
    return try withStatement(sql, bindings) { statement in
      var bytes: [UInt8] = []
      var code = SQLITE_ROW
      while code == SQLITE_ROW {
        // Twice as much each time.
        let next = [UInt8](unsafeUninitializedCapacity: max(1 << 14, 2 * bytes.count)) { buffer, count in
          count = buffer.initialize(fromContentsOf: bytes)
          guard let start = buffer.baseAddress else { return }
          code = deployspec_sqlite_pack(statement, sizes, Int32(sizes.count), start, buffer.count, &count)
        }
        bytes = next
      }
      if code == SQLITE_MISMATCH { return nil }
      guard code == SQLITE_DONE else { throw failure(code) }
      return bytes
    }
  }

  private func withStatement<Result>(
    _ sql: String, _ bindings: [Binding], _ body: (OpaquePointer) throws -> Result
  ) throws -> Result {
    startDeadline()
    return try holdingLocks {
      let statement = try statement(sql)
      statement.isInUse = true
      defer { statement.reset() }
      for (index, binding) in bindings.enumerated() { try bind(binding, Int32(index + 1), statement.handle) }
      return try body(statement.handle)
    }
  }

  /// A transaction holds back what must not be closed meanwhile, and so does a statement outside of one.
  private func holdingLocks<Result>(_ body: () throws -> Result) rethrows -> Result {
    try sqlite3_get_autocommit(handle) == 0 ? body() : DeferredClosing.holdingBack(body)
  }

  /// While one is in use a second use of the same text gets a statement of its own.
  private func statement(_ sql: String) throws -> PreparedStatement {
    let known = statements[sql]
    if let known, !known.isInUse { return known }
    let fresh = PreparedStatement(try prepare(sql))
    if known == nil { statements[sql] = fresh }
    return fresh
  }

  /// A transaction has one deadline, which its first statement sets.
  private func startDeadline() {
    if sqlite3_get_autocommit(handle) != 0 { deadline.end = .now + Connection.timeLimit }
  }

  private func prepare(_ sql: String) throws -> OpaquePointer {
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil))
    guard let statement else { throw SQLiteError(code: SQLITE_MISUSE, message: "an empty statement") }
    return statement
  }

  private func bind(_ binding: Binding, _ index: Int32, _ statement: OpaquePointer) throws {
    switch binding {
    case .integer(let number): try check(sqlite3_bind_int64(statement, index, number))
    case .bytes(let bytes): try check(deployspec_sqlite_bind_bytes(statement, index, bytes, Int32(bytes.count)))
    }
  }

  /// - Returns: Whether the statement stands at a row.
  private func step(_ statement: OpaquePointer) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw failure(code)
    }
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw failure(code) }
  }

  private func failure(_ code: Int32) -> SQLiteError {
    SQLiteError(code: code, message: String(cString: sqlite3_errmsg(handle)))
  }

  // MARK: Transactions

  /// Runs `body` in a transaction, which is committed, or rolled back where it throws.
  /// - Throws: ``SQLiteError``, and what `body` throws.
  package func transaction<Result>(_ kind: Transaction, _ body: () throws -> Result) throws -> Result {
    try DeferredClosing.holdingBack { try runTransaction(kind, body) }
  }

  private func runTransaction<Result>(_ kind: Transaction, _ body: () throws -> Result) throws -> Result {
    try execute(kind.rawValue)
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // SQLite has rolled back by itself after some errors.
      if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// The random number in the header of the journal of the transaction that is going on, once it has changed something (SQLite
  /// documentation, "Database File Format", section 3): four bytes, zeros where there is no journal.
  package var journalNonce: [UInt8] {
    var nonce = [UInt8](repeating: 0, count: 4)
    guard let file = fopen(String(cString: sqlite3_db_filename(handle, "main")) + "-journal", "re") else {
      return nonce
    }
    defer { fclose(file) }
    guard fseek(file, 12, SEEK_SET) == 0, fread(&nonce, 1, 4, file) == 4 else { return [0, 0, 0, 0] }
    return nonce
  }

  /// Lets go of all pages in memory, so that the next transaction reads them from the file.
  package func forgetPages() { sqlite3_db_release_memory(handle) }

  /// A part of a transaction that is undone by itself where `body` throws.
  /// - Throws: ``SQLiteError``, and what `body` throws.
  package func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("SAVEPOINT part")
    do {
      let result = try body()
      try execute("RELEASE part")
      return result
    } catch {
      try execute("ROLLBACK TO part")
      try execute("RELEASE part")
      throw error
    }
  }

  // MARK: The file

  /// The paths that journals of other files were moved to since it was last asked.
  package func takeStrays() -> [String] { journals?.takeMoved() ?? [] }

  /// Reads from the file as it is, by the descriptor that SQLite has: to open and close another would drop SQLite's locks. Several threads may
  /// do so at once, if none uses the connection otherwise.
  /// - Returns: Whether the file has as many bytes there.
  package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
    file.pointee.pMethods?.pointee.xRead?(file, buffer.baseAddress, Int32(buffer.count), offset) == SQLITE_OK
  }

  /// All of the file as it is.
  /// - Throws: ``SQLiteError``.
  package func contents() throws -> [UInt8] {
    var size: Int64 = 0
    let code = file.pointee.pMethods?.pointee.xFileSize?(file, &size) ?? SQLITE_IOERR
    guard code == SQLITE_OK, size <= Int32.max else { throw SQLiteError(code: code, message: "cannot read its size") }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    guard bytes.withUnsafeMutableBytes({ read(at: 0, into: $0) }) else {
      throw SQLiteError(code: SQLITE_IOERR, message: "cannot read all of it")
    }
    return bytes
  }
}

/// A statement that is ready to run, again and again.
private final class PreparedStatement {
  let handle: OpaquePointer
  var isInUse = false

  init(_ handle: OpaquePointer) { self.handle = handle }

  deinit { sqlite3_finalize(handle) }

  func reset() {
    sqlite3_reset(handle)
    isInUse = false
  }
}

/// Until when the statements of a transaction may go on.
private final class Deadline {
  var end = ContinuousClock.now

  var hasPassed: Bool { ContinuousClock.now > end }
}
