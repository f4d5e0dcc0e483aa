import SQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Brings a file of format 1 to the current format, before its first change. It is read as it is until then.
///
/// One process at a time does so, and the others wait without the file: whoever has it open keeps it in SQLite's write-ahead mode.
enum Migration {
  /// - Throws: ``VaultError``; the file is of format 1 then, with all that was in it.
  static func run(_ vault: Vault) throws {
    guard try vault.file.format == VaultSchema.first.format else { return }
    vault.file.letGo()
    try FolderLock.hold(of: vault.path) {
      // Another process may have done it meanwhile.
      guard try vault.file.format == VaultSchema.first.format else { return }
      try migrate(vault)
    }
  }

  private static func migrate(_ vault: Vault) throws {
    let place = vault.recognition.place
    // What does not authenticate is not touched: neither the file nor the log beside it.
    try vault.file.read { db, schema in
      let state = try vault.checkedState(db, try VaultHeader.fetch(db, schema))
      try vault.recognition.check(state, db, place: place, isWrite: true)
      for number in 0..<KeyedIndex.bucketCount { _ = try state.bucket(UInt8(number), db) }
      // Whoever puts the copy back goes to a state that was seen here.
      vault.recognition.remember(state.seen, of: state.header.identifier, place: place, isWritten: false)
    }
    let before = try vault.file.withConnection { try contents(vault.path, $0) }
    try leaveWriteAheadMode(vault.file)
    try vault.file.reopen()
    var backup: String?
    do {
      try vault.file.write { db, schema in
        guard schema.format == VaultSchema.first.format else { return }
        backup = try POSIX.write(try content(db, asBefore: before), toFreeNameAfter: vault.path + ".format-1")
        try rebuild(db, try vault.checkedState(db, try VaultHeader.fetch(db, schema)))
      }
    } catch {
      if let backup { POSIX.remove(backup) }
      throw error
    }
    try vault.file.reopen()
    if let backup {
      vault.recognition.note("the vault was brought to format 2; the file as it was is '\(backup)'")
    }
  }

  /// Waits for others that have the file open: `journal_mode` itself does not.
  private static func leaveWriteAheadMode(_ file: VaultFile) throws {
    let end = ContinuousClock.now + .milliseconds(Connection.busyLimit)
    while true {
      let isDone = try file.withConnection { db in
        do {
          return try db.first("PRAGMA journal_mode = TRUNCATE") { $0.text(0) } == "truncate"
        } catch let error as SQLiteError where error.kind == .busy {
          return false
        }
      }
      if isDone { return }
      guard ContinuousClock.now < end else {
        throw VaultError.inputOutput(
          "the vault has format 1 and is used by another process: it cannot be brought to format 2",
          hint: "end the other process, and run the command again")
      }
      usleep(50_000)
    }
  }

  private static func rebuild(_ db: Connection, _ state: CheckedState) throws {
    let header = state.header
    try db.execute("DROP TABLE vault")
    for name in ["root", "vault", "succession"] {
      if let statement = VaultSchema.current.statements[name] { try db.execute(statement) }
    }
    try db.execute(
      "INSERT INTO vault (id, identifier, salt, key) VALUES (1, ?, ?, ?)",
      [.bytes(header.identifier), .bytes(header.salt), .bytes(header.key)])
    try state.commitRoot(db)
    try db.script("PRAGMA user_version = \(VaultSchema.current.format)")
  }

  /// The file's bytes with all that its log held, read under a lock that keeps others from changing it.
  private static func contents(_ path: String, _ db: Connection) throws -> [UInt8] {
    for _ in 0..<100 {
      try db.script("PRAGMA wal_checkpoint(TRUNCATE)")
      let bytes = try db.transaction(.immediate) { () -> [UInt8]? in
        // Whoever wrote between the two has begun another log.
        try FileStamp.size(path + "-wal") ?? 0 == 0 ? db.contents() : nil
      }
      if let bytes { return bytes }
    }
    throw VaultError.inputOutput("'\(path)' is written all the time: it cannot be copied", hint: nil)
  }

  /// What is about to be rebuilt, with the header from before it left the write-ahead mode if nothing else changed meanwhile.
  private static func content(_ db: Connection, asBefore before: [UInt8]) throws -> [UInt8] {
    let now = try db.contents()
    return now.dropFirst(100) == before.dropFirst(100) ? before : now
  }
}
