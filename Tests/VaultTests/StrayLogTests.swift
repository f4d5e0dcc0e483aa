import Age
import Cryptography
import SQLite
import TestSupport
import Testing
import Workspace

@testable import Vault

/// What lies beside the vault's file under SQLite's names and does not belong to it is never laid over it.
@Suite struct StrayLogTests {
  let sample: SampleVault

  init() throws {
    sample = try SampleVault()
    try sample.create("a", "1")
  }

  private func value() throws -> String? {
    try sample.reopened().read { try sample.secrets.value("a", in: $0).bytes.text() }
  }

  private var strays: [String] {
    FileSystem.entries(of: sample.folder.path).map(\.name).filter { $0.contains(".stray") }.sorted()
  }

  /// The journal and the half-written file of a change that was killed in the middle of its commit.
  private func killedChange(_ text: String) throws -> (file: [UInt8], journal: [UInt8]) {
    let script = """
      import os, sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute("PRAGMA journal_mode = TRUNCATE"); db.execute("PRAGMA cache_size = 1"); db.execute("PRAGMA cache_spill = 1")
      db.execute("BEGIN IMMEDIATE")
      # Pages go to the file before the commit when they do not fit into memory.
      db.execute("UPDATE bucket SET digest = randomblob(32)")
      own, body = db.execute("SELECT tag, body FROM root").fetchone()
      new = os.urandom(len(body)); nonce = open(sys.argv[1] + "-journal", "rb").read(16)[12:]
      db.execute("UPDATE root SET previous = ?, tag = ?, body = ?", (b"root was" + own[8:] + nonce, b"root is " + new[-16:], new))
      for n in range(300): db.execute("INSERT INTO audit (id, body) VALUES (?, zeroblob(3000))", (1000 + n,))
      os.kill(os.getpid(), 9)
      """
    _ = Shell.run([BuiltPackage.python, "-c", script, sample.path])
    let journal = sample.folder.readBytes("vault.db-journal")
    try #require(journal.count > 512 && journal.starts(with: [0xD9, 0xD5, 0x05, 0xF9]))
    return (try sample.copyOfFile(), journal)
  }

  @Test func aKilledChangeIsUndone() throws {
    _ = try killedChange("x")
    #expect(try value() == "1")
    #expect(strays == [])
    #expect(try sample.reopened().read { try Verification($0).run().faults } == [])
  }

  @Test func aJournalOfAnotherFileIsMovedAside() throws {
    let before = try sample.copyOfFile()
    try sample.put("a", "2")
    let between = try sample.copyOfFile()
    try sample.put("a", "3")
    let other = try sample.copyOfFile()
    // A sibling: the same number of changes on the same base, made elsewhere.
    sample.putFile(between)
    try sample.put("a", "sibling")
    let sibling = try sample.copyOfFile()
    for (base, file, expected) in [
      (between, before, "1"), (between, other, "3"), (other, sibling, "sibling"), (sibling, other, "3"),
      (other, between, "2"), (before, sibling, "sibling"),
    ] {
      sample.putFile(base)
      let journal = try killedChange("x").journal
      sample.putFile(file)
      sample.folder.write("vault.db-journal", bytes: journal)
      #expect(try value() == expected)
      #expect(strays == ["vault.db-journal.stray-1"])
      #expect(sample.notes.all.last { $0.contains("stray-1") } != nil)
      #expect(try sample.reopened().read { try Verification($0).run().faults } == [])
      _ = Shell.run(["rm", "\(sample.path)-journal.stray-1"])
    }
  }

  /// Format 1 kept its newest changes in a log; a colleague's file of format 2 was put beside it.
  @Test func aLogOfFormat1IsNotLaidOverAFileOfFormat2() throws {
    let script = """
      import os, sqlite3, sys
      db = sqlite3.connect(sys.argv[1]); db.execute("PRAGMA journal_mode = WAL"); db.execute("PRAGMA wal_autocheckpoint = 0")
      db.execute("CREATE TABLE x (y)"); db.execute("INSERT INTO x VALUES (zeroblob(50000))"); db.commit()
      os.kill(os.getpid(), 9)
      """
    let path = "\(sample.folder.path)/other.db"
    _ = Shell.run([BuiltPackage.python, "-c", script, path])
    _ = Shell.run(["mv", path + "-wal", sample.path + "-wal"])
    _ = Shell.run(["mv", path + "-shm", sample.path + "-shm"])
    #expect(try value() == "1")
    #expect(strays == ["vault.db-wal.stray-1"])
    try sample.put("a", "2")
    #expect(try value() == "2")
  }

  @Test func aChangeIsNotAcknowledgedWhereThePathHoldsAnotherFile() throws {
    let other = try sample.copyOfFile()
    #expect(throws: VaultError.replaced(path: sample.path)) {
      try sample.vault.write { transaction in
        _ = try sample.secrets.putValue("a", SecretInput(SecretBytes(utf8: "2")), in: transaction)
        sample.putFile(other)
      }
    }
    #expect(try value() == "1")
    // The next one goes to the file that is there.
    try sample.put("a", "3")
    #expect(try value() == "3")
  }

  /// The journal of a change that was killed before it came to the root.
  private func journalWithoutRoot(isOnDisk: Bool) throws -> [UInt8] {
    let script = """
      import os, sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute("PRAGMA journal_mode = TRUNCATE")
      if sys.argv[2] == "disk": db.execute("PRAGMA cache_size = 1"); db.execute("PRAGMA cache_spill = 1")
      db.execute("BEGIN IMMEDIATE"); db.execute("UPDATE bucket SET digest = randomblob(32)")
      if sys.argv[2] == "disk":
          for n in range(300): db.execute("INSERT INTO audit (id, body) VALUES (?, zeroblob(3000))", (1000 + n,))
      os.kill(os.getpid(), 9)
      """
    _ = Shell.run([BuiltPackage.python, "-c", script, sample.path, isOnDisk ? "disk" : "memory"])
    let journal = sample.folder.readBytes("vault.db-journal")
    // Before it is on the disk SQLite leaves the mark out by which it knows journals.
    try #require(journal.count > 512 && journal.starts(with: magic) == isOnDisk)
    return journal
  }

  private let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]

  /// SQLite would give the file the size that the journal's had, even if the journal holds no page.
  @Test(arguments: [true, false]) func aJournalWithoutAnyRootIsNotLaidOverANewerFile(_ isOnDisk: Bool) throws {
    let base = try sample.copyOfFile()
    for number in 0..<40 { try sample.create("n\(number)", String(repeating: "v", count: 3000)) }
    try sample.put("a", "newer")
    let newer = try sample.copyOfFile()
    sample.putFile(base)
    let journal = magic + (try journalWithoutRoot(isOnDisk: isOnDisk)).dropFirst(8)
    sample.putFile(newer)
    sample.folder.write("vault.db-journal", bytes: journal)
    #expect(try value() == "newer")
    #expect(strays == ["vault.db-journal.stray-1"])
    #expect(sample.folder.readBytes("vault.db-journal.stray-1") == journal)
    #expect(try sample.reopened().read { try Verification($0).run().faults } == [])
  }

  @Test func aChangeThatWasKilledBeforeItWroteIsForgottenWithoutAWord() throws {
    _ = try journalWithoutRoot(isOnDisk: false)
    #expect(try value() == "1")
    #expect(strays == [])
    #expect(!sample.notes.all.contains { $0.contains("stray") })
    try sample.put("a", "2")
    #expect(try value() == "2")
  }

  /// So that the journal is whole, with the root in it, before anything of a change is in the file.
  @Test func nothingOfALargeChangeIsInTheFileBeforeItsEnd() throws {
    func sum() -> String { Shell.run(["cksum", sample.path]).output }
    let before = sum()
    try sample.vault.write { transaction in
      let value = SecretInput(SecretBytes(utf8: String(repeating: "v", count: 60_000)))
      for number in 0..<250 {
        _ = try sample.secrets.create(.init(name: "large/\(number)", value: value), in: transaction)
      }
      #expect(sum() == before)
    }
    #expect(sum() != before)
  }

  /// Whoever writes has the journal open and may be in the middle of it.
  @Test func whileSomebodyWritesAJournalIsLeftAlone() throws {
    try sample.put("a", "2")
    let base = try sample.copyOfFile()
    let journal = try killedChange("x").journal
    sample.putFile(base)
    for _ in 0..<2 { try sample.put("a", "3") }
    let writer = try Connection(sample.path, .readWrite)
    try writer.transaction(.immediate) {
      sample.folder.write("vault.db-journal", bytes: journal)
      let read = try value()
      #expect(read == "3")
      #expect(strays == [])
      #expect(sample.folder.readBytes("vault.db-journal") == journal)
    }
    #expect(try value() == "3")
    #expect(strays == ["vault.db-journal.stray-1"])
  }
}
