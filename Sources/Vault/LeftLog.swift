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
    let folder = try temporaryFolder()
    defer { remove(folder) }
    func vault(_ name: String, with log: [UInt8]) throws -> Vault {
      let path = "\(folder)/\(name)"
      guard PrivateState.replace(path, base), log.isEmpty || PrivateState.replace(path + "-wal", log) else {
        throw VaultError.inputOutput("cannot write '\(path)'", hint: nil)
      }
      // Nothing of it is to be remembered: a folder that cannot be made.
      var options = VaultOptions(stateFolder: "/dev/null/none")
      options.acceptsWhatIsThere = true
      return try Vault.open(at: path, options: options, unlock: unlock)
    }
    do {
      let before = try vault("before", with: []).read { try $0.generation }
      let after = try vault("after", with: PrivateState.bytes(log, limit: .max))
      return try after.read { snapshot in
        guard try snapshot.generation > before, try Verification(snapshot).run().faults.isEmpty else { return nil }
        return try body(snapshot)
      }
    } catch VaultError.damaged {
      return nil
    }
  }

  private static func temporaryFolder() throws -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/specvault-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw VaultError.inputOutput("cannot make a folder in '\(base)': \(POSIX.message)", hint: nil)
    }
    return String(cString: made)
  }

  private static func remove(_ folder: String) {
    for name in ["before", "after"] { Vault.remove(at: "\(folder)/\(name)") }
    rmdir(folder)
  }
}
