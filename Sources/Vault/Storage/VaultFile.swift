import SQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The SQLite file at a path: how it is opened, when it is opened anew, and what its errors mean. It knows no key.
///
/// A process may keep it for days while git, `mv` or a restore put another file in its place. So every transaction first compares
/// the file at the path with the one that is open, and a change is acknowledged only if the path still holds the file it went to.
final class VaultFile: @unchecked Sendable {
  let path: String
  private let lock = SerialLock()
  /// What is open; touched under the lock only. Nil after ``letGo()``.
  private var open: Open?
  /// Told of what was found beside the file.
  private let note: @Sendable (String) -> Void

  private struct Open {
    let connection: Connection
    /// The path without links.
    let place: String
    let schema: VaultSchema
    var stamp: FileStamp
  }

  private init(path: String, _ note: @escaping @Sendable (String) -> Void) throws {
    self.path = path
    self.note = note
    open = try VaultFile.translating(path) { try VaultFile.connect(path, note) }
  }

  // MARK: Opening

  /// Makes the file, readable by its owner only, with empty tables.
  static func create(at path: String, note: @escaping @Sendable (String) -> Void) throws -> VaultFile {
    let descriptor = POSIX.open(path, O_CREAT | O_EXCL | O_RDWR, mode: 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw VaultError.exists(path: path) }
      throw VaultError.inputOutput("cannot create '\(path)': \(POSIX.message)", hint: nil)
    }
    close(descriptor)
    try translating(path) {
      let db = try Connection(path, .readWrite)
      try db.script(pragmas)
      try db.transaction(.immediate) { try VaultSchema.current.create(in: db) }
    }
    return try VaultFile(path: path, note)
  }

  /// Opens an existing file and looks whether it is a vault of a format we know.
  static func open(at path: String, note: @escaping @Sendable (String) -> Void) throws -> VaultFile {
    try VaultFile(path: path, note)
  }

  private static func connect(_ path: String, _ note: @Sendable (String) -> Void) throws -> Open {
    guard access(path, F_OK) == 0 || errno == EACCES else { throw VaultError.missing(path: path) }
    guard access(path, R_OK) == 0 else {
      throw VaultError.inputOutput("cannot read '\(path)': \(POSIX.message)", hint: nil)
    }
    // SQLite follows links, and looks beside the file that they lead to.
    let place = POSIX.resolved(path) ?? path
    guard StrayFile.kind(place) == S_IFREG else {
      throw VaultError.inputOutput("cannot read '\(path)': it is not a file", hint: nil)
    }
    // Another file may be put there between the look at what lies beside it and the opening.
    for _ in 0..<16 {
      guard let before = FileStamp(path) else { throw VaultError.missing(path: path) }
      tell(of: try StrayLog.setAside(beside: place), note)
      let opened = try connectOnce(path, place, before, note)
      if FileStamp(path)?.identity == before.identity { return opened }
    }
    throw VaultError.inputOutput("'\(path)' is being replaced again and again", hint: nil)
  }

  private static func connectOnce(
    _ path: String, _ place: String, _ stamp: FileStamp, _ note: @Sendable (String) -> Void
  ) throws -> Open {
    let isWritable = access(path, W_OK) == 0 && access(POSIX.folder(of: place), W_OK) == 0
    var db = try Connection(path, isWritable ? .readWrite : .readOnly, isOwnJournal: StrayLog.isOwn)
    defer { tell(of: db.takeStrays(), note) }
    // A file of format 1 is in SQLite's write-ahead mode, which has to write beside it; and so has whoever moves a journal aside.
    if !isWritable, !StrayLog.isAnyOwn(beside: place), (try? VaultSchema.read(db, path: path)) == nil {
      db = try Connection(path, .immutable)
    }
    let schema = try VaultSchema.read(db, path: path)
    try db.script(schema.format == VaultSchema.first.format ? settings : pragmas)
    return Open(connection: db, place: place, schema: schema, stamp: stamp)
  }

  private static func tell(of strays: [String], _ note: @Sendable (String) -> Void) {
    for stray in strays {
      note(
        "'\(stray)' was left beside the vault by another file that stood there and is not used; "
          + "'specvault recover \(stray)' looks what is in it")
    }
  }

  /// FORMAT.md argues each of these.
  private static let settings = """
    PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; \
    PRAGMA cell_size_check = ON; PRAGMA cache_size = -8192; PRAGMA cache_spill = OFF
    """
  private static let pragmas = settings + "; PRAGMA journal_mode = TRUNCATE"

  /// The format of the file that stands at the path.
  var format: Int64 { get throws { try withFile { $1.format } } }

  // MARK: Transactions

  /// Reads from one consistent state of the file that stands at the path.
  /// - Throws: ``VaultError``, and what `body` throws.
  func read<Result>(_ body: (Connection, VaultSchema) throws -> Result) throws -> Result {
    try withFile { db, schema in try db.transaction(.deferred) { try body(db, schema) } }
  }

  /// Changes the file that stands at the path: all that `body` does is on the disk when this returns, or nothing is changed.
  /// - Parameter waits: Whether other processes that use the file are waited for.
  /// - Throws: ``VaultError``, and what `body` throws.
  func write<Result>(waits: Bool = true, _ body: (Connection, VaultSchema) throws -> Result) throws -> Result {
    try withFile { db, schema in
      func change() throws -> Result { try db.transaction(.immediate) { try body(db, schema) } }
      let result = try waits ? change() : db.withoutWaiting(change)
      try acknowledge()
      return result
    }
  }

  /// Works on the file outside of any transaction, as `VACUUM` must; nobody else in this process does meanwhile.
  func withConnection<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    try withFile { db, _ in
      let result = try body(db)
      try acknowledge()
      return result
    }
  }

  /// Closes the file until it is used again: while it has format 1, whoever has it open keeps others from changing that.
  func letGo() { lock.withLock { open = nil } }

  /// Does something while this does not have the file open.
  func whileClosed<Result>(_ body: () throws -> Result) throws -> Result {
    try lock.withLock {
      open = nil
      return try body()
    }
  }

  /// Opens the file anew, as after a change of its format.
  func reopen() throws {
    try lock.withLock { open = try VaultFile.translating(path) { try VaultFile.connect(path, note) } }
  }

  private func withFile<Result>(_ body: (Connection, VaultSchema) throws -> Result) throws -> Result {
    try lock.withLock {
      try VaultFile.translating(path) {
        let (connection, schema) = try follow()
        defer { VaultFile.tell(of: connection.takeStrays(), note) }
        return try body(connection, schema)
      }
    }
  }

  /// Goes over to what stands at the path now.
  private func follow() throws -> (Connection, VaultSchema) {
    if let current = try stillOpen() { return (current.connection, current.schema) }
    let fresh = try VaultFile.connect(path, note)
    open = fresh
    return (fresh.connection, fresh.schema)
  }

  /// What is open, if it is what the path holds.
  private func stillOpen() throws -> Open? {
    guard let current = open, let stamp = FileStamp(path), stamp.identity == current.stamp.identity else { return nil }
    if stamp != current.stamp {
      // Another connection changed it, or something else wrote it anew in place: SQLite's idea of its pages is not to be trusted,
      // since the numbers that it compares may be the same in both.
      current.connection.forgetPages()
      guard try VaultSchema.read(current.connection, path: path).format == current.schema.format else { return nil }
      open?.stamp = stamp
    }
    if current.schema.format != VaultSchema.first.format {
      VaultFile.tell(of: try StrayLog.setAside(beside: current.place), note)
    }
    return current
  }

  /// - Throws: ``VaultError/replaced(path:)`` where the path does not hold the file any more that was written.
  private func acknowledge() throws {
    guard let stamp = FileStamp(path), stamp.identity == open?.stamp.identity else {
      throw VaultError.replaced(path: path)
    }
    open?.stamp = stamp
  }

  // MARK: Errors

  /// Turns SQLite's errors into ours.
  static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as SQLiteError {
      throw translate(error, path: path)
    }
  }

  private static func translate(_ error: SQLiteError, path: String) -> VaultError {
    switch error.kind {
    case .full:
      .inputOutput("cannot write '\(path)': the disk is full", hint: "nothing was changed; free some space")
    case .readOnly:
      .inputOutput("cannot write '\(path)': the file or its folder is read-only", hint: "nothing was changed")
    case .unfinished:
      .inputOutput(
        "cannot use '\(path)': a change of it was not finished and has to be undone, and the file or its folder is read-only",
        hint: nil)
    case .moved: .replaced(path: path)
    case .busy:
      .inputOutput("'\(path)' is in use by another process for more than 30 seconds", hint: "nothing was changed")
    case .inputOutput: .inputOutput("cannot use '\(path)': \(error.message)", hint: "nothing was changed")
    case .interrupted: .damaged("reading it takes longer than any vault needs")
    case .damaged: .damaged("SQLite says: \(error.message)")
    }
  }
}
