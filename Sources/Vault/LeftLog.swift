import SQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that SQLite left beside a vault and that was moved aside, since it belonged to another file (``StrayLog``).
package enum LeftLog {
  /// Pages as they were before a change that was never finished, and so never acknowledged.
  case journal
  /// Changes of a vault of format 1, acknowledged, that had not reached its file.
  case writeAheadLog

  /// - Returns: Nil for a file that is neither, or does not read.
  package init?(_ path: String) {
    switch PrivateState.bytes(path, limit: 4) {
    case [0xD9, 0xD5, 0x05, 0xF9]: self = .journal
    case [0x37, 0x7F, 0x06, 0x82], [0x37, 0x7F, 0x06, 0x83]: self = .writeAheadLog
    default: return nil
    }
  }

  /// Shows the vault that a write-ahead log makes of a file, if the log continues it: all of it authenticates, and it has more changes than
  /// the file alone. Both are copied to a folder of their own, sealed as they are, and nothing is written to them.
  /// - Parameter body: Reads from the vault.
  /// - Returns: Nil where the log does not continue the file.
  /// - Throws: What `unlock` and `body` throw, ``VaultError/inputOutput(_:hint:)``.
  package static func applying<Result>(
    _ log: String, to base: [UInt8], unlock: @escaping Vault.Unlock, _ body: (Snapshot) throws -> Result
  ) throws -> Result? {
    let folder = try Folder()
    do {
      let before = try folder.vault("before", base, unlock).read { try $0.generation }
      guard PrivateState.replace(folder.path("after") + "-wal", PrivateState.bytes(log, limit: .max)) else {
        throw VaultError.inputOutput("cannot write '\(folder.path("after"))-wal'", hint: nil)
      }
      return try folder.vault("after", base, unlock).read { snapshot in
        guard try snapshot.generation > before, try Verification(snapshot).run().faults.isEmpty else { return nil }
        return try body(snapshot)
      }
    } catch VaultError.damaged {
      return nil
    }
  }

  /// What a journal does for the vault's file.
  package enum Healing {
    /// The file is whole without it.
    case isNotNeeded
    case doesNotHelp
    /// The file was damaged, and is whole with what the journal undid.
    /// - Parameter damaged: Where the damaged file is kept.
    case healed(damaged: String)
  }

  /// Undoes the change that a journal belongs to, if the file is damaged and whole without that change: another process may have moved the
  /// journal aside before its file was put back.
  /// - Throws: What `unlock` throws, ``VaultError/inputOutput(_:hint:)``, ``VaultError/replaced(path:)``.
  package static func heal(_ path: String, with journal: String, unlock: @escaping Vault.Unlock) throws -> Healing {
    try VaultFile.translating(path) { try heal(path, with: PrivateState.bytes(journal, limit: .max), unlock) }
  }

  private static func heal(_ path: String, with journal: [UInt8], _ unlock: @escaping Vault.Unlock) throws -> Healing {
    guard FileStamp(path) != nil else { return .isNotNeeded }
    let file = try Connection(path, .readWrite, isOwnJournal: StrayLog.isOwn)
    func state() throws -> (bytes: [UInt8], stamp: FileStamp?) { (try file.contents(), FileStamp(path)) }
    // A damaged file may not let itself be locked.
    let (bytes, stamp) = try (try? file.transaction(.immediate, state)) ?? state()
    let folder = try Folder()
    guard try !folder.isWhole("before", bytes, unlock) else { return .isNotNeeded }
    guard let undone = try folder.undoing(journal, in: bytes), try folder.isWhole("after", undone, unlock) else {
      return .doesNotHelp
    }
    return try file.transaction(.immediate) {
      guard FileStamp(path) == stamp else { throw VaultError.replaced(path: path) }
      let damaged = try POSIX.write(bytes, toFreeNameAfter: path + ".damaged")
      guard PrivateState.replace(path, undone) else {
        throw VaultError.inputOutput("cannot write '\(path)': \(POSIX.message)", hint: "nothing was changed")
      }
      return .healed(damaged: damaged)
    }
  }
}

/// A folder for copies of vaults, sealed as they are, which goes with its last reference.
private final class Folder {
  private let folder: String

  init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/specvault-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw VaultError.inputOutput("cannot make a folder in '\(base)': \(POSIX.message)", hint: nil)
    }
    folder = String(cString: made)
  }

  deinit {
    for name in ["before", "after"] { Vault.remove(at: path(name)) }
    rmdir(folder)
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func vault(_ name: String, _ bytes: [UInt8], _ unlock: @escaping Vault.Unlock) throws -> Vault {
    guard PrivateState.replace(path(name), bytes) else {
      throw VaultError.inputOutput("cannot write '\(path(name))'", hint: nil)
    }
    // Nothing of it is to be remembered: a folder that cannot be made.
    var options = VaultOptions(stateFolder: "/dev/null/none")
    options.acceptsWhatIsThere = true
    return try Vault.open(at: path(name), options: options, unlock: unlock)
  }

  /// What a file is when SQLite has laid a journal over it, taking it for the file's own; nil where it cannot.
  func undoing(_ journal: [UInt8], in bytes: [UInt8]) throws -> [UInt8]? {
    let path = path("after")
    guard PrivateState.replace(path, bytes), PrivateState.replace(path + "-journal", journal) else {
      throw VaultError.inputOutput("cannot write '\(path)'", hint: nil)
    }
    do {
      let db = try Connection(path, .readWrite)
      try db.execute("SELECT count(*) FROM sqlite_schema")
      return try db.contents()
    } catch is SQLiteError {
      return nil
    }
  }

  /// Whether everything in a vault's file authenticates.
  func isWhole(_ name: String, _ bytes: [UInt8], _ unlock: @escaping Vault.Unlock) throws -> Bool {
    do {
      let vault = try vault(name, bytes, unlock)
      try vault.checkStructure()
      return try vault.read { try Verification($0).run().faults.isEmpty }
    } catch VaultError.damaged {
      return false
    }
  }
}
