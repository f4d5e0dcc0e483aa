import SQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Brings a file of format 1 to the current format, before its first change. It is read as it is until then.
enum Migration {
  /// - Throws: ``VaultError``; the file is as it was then.
  static func run(_ vault: Vault) throws {
    guard try vault.file.format == VaultSchema.first.format else { return }
    let place = vault.recognition.place
    // What does not authenticate is not touched: neither the file nor the log beside it.
    try vault.file.read { db, schema in
      let state = try vault.checkedState(db, try VaultHeader.fetch(db, schema))
      try vault.recognition.check(state, db, place: place, isWrite: true)
      for number in 0..<KeyedIndex.bucketCount { _ = try state.bucket(UInt8(number), db) }
    }
    let backup = try vault.file.withConnection { db in
      let backup = try copy(vault.path, db)
      let mode = try db.first("PRAGMA journal_mode = TRUNCATE") { $0.text(0) } ?? nil
      guard mode == "truncate" else {
        throw VaultError.inputOutput(
          "the vault has format 1 and is used by another process: it cannot be brought to format 2",
          hint: "end the other process, and run the command again")
      }
      return backup
    }
    try vault.file.reopen()
    try vault.file.write { db, schema in
      // Another process may have done it meanwhile.
      guard schema.format == VaultSchema.first.format else { return }
      try rebuild(db, try vault.checkedState(db, try VaultHeader.fetch(db, schema)))
    }
    try vault.file.reopen()
    vault.recognition.note("the vault was brought to format 2; the file as it was is '\(backup)'")
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

  /// Copies the file under a lock that keeps others from changing it.
  private static func copy(_ path: String, _ db: Connection) throws -> String {
    for _ in 0..<100 {
      try db.script("PRAGMA wal_checkpoint(TRUNCATE)")
      let copied = try db.transaction(.immediate) { () -> String? in
        // Whoever wrote between the two has begun another log.
        guard FileStamp.size(path + "-wal") ?? 0 == 0 else { return nil }
        return try POSIX.copy(path, toFreeNameAfter: path + ".format-1")
      }
      if let copied { return copied }
    }
    throw VaultError.inputOutput("'\(path)' is written all the time: it cannot be copied", hint: nil)
  }
}
