import TestSupport
import Testing
import Workspace

/// What was left beside a vault by another file: looked into, stored where the vault lacks it, and dropped when asked.
@Suite struct RecoverTests {
  private let fixtures = "\(BuiltPackage.root)/Tests/VaultFixtures"

  /// A vault of format 1 whose log holds three acknowledged changes, after a colleague's file of format 2 came in its place.
  private func afterTheColleague(hasBase: Bool) -> (user: VaultUser, settings: [String: String]) {
    let user = VaultUser()
    let settings = ["SPECVAULT_IDENTITY": "\(fixtures)/format-1.identity.txt"]
    _ = Shell.run(
      ["sh", "-c", "mkdir .specvault && cp \"$0/format-1.db\" .specvault/vault.db", fixtures], in: user.project.path)
    #expect(user.run("put", "of/the-colleague", "-", input: "x", environment: settings).status == 0)
    if !hasBase { _ = Shell.run(["sh", "-c", "mv .specvault/vault.db.format-1 elsewhere.db"], in: user.project.path) }
    _ = Shell.run(["cp", "\(fixtures)/format-1.log", "\(user.project.path)/.specvault/vault.db-wal"])
    return (user, settings)
  }

  private let stray = ".specvault/vault.db-wal.stray-1"

  @Test func whatOnlyTheLogHoldsIsStored() {
    let (user, settings) = afterTheColleague(hasBase: true)
    let list = user.run("get", "of/the-colleague", environment: settings)
    #expect(list.output == "x" && list.error.contains("specvault recover"), "\(list.error)")
    let recovered = user.run("recover", stray, environment: settings)
    #expect(recovered.status == 0, "\(recovered.error)")
    #expect(recovered.output.contains("only/in-the-log-1: new") && recovered.output.contains("API_KEY: stored"))
    #expect(user.run("get", "only/in-the-log-2", environment: settings).output == "acknowledged 2")
    #expect(user.run("get", "shop/development/API_KEY", environment: settings).output == "newer in the log")
    #expect(user.run("get", "of/the-colleague", environment: settings).output == "x")
    #expect(user.run("verify", environment: settings).status == 0)
    #expect(FileSystem.exists("\(user.project.path)/\(stray)"))
    // A second time there is nothing to do; then it is dropped.
    let again = user.run("recover", stray, "--drop", environment: settings)
    #expect(again.status == 0 && !again.output.contains("in-the-log"), "\(again.output)")
    #expect(!FileSystem.exists("\(user.project.path)/\(stray)"))
    let left = Shell.run([
      "sh", "-c", "ls /tmp | grep -c specvault-; grep -rl 'acknowledged 2' \(user.project.path) | wc -l",
    ])
    #expect(left.output.hasSuffix("0\n"), "\(left.output)")
  }

  @Test func withoutItsBaseALogIsLeftAsItIs() {
    let (user, settings) = afterTheColleague(hasBase: false)
    #expect(user.run("get", "of/the-colleague", environment: settings).output == "x")
    let refused = user.run("recover", stray, "--drop", environment: settings)
    #expect(refused.status == 1 && refused.error.contains("--base"), "\(refused.error)")
    #expect(FileSystem.exists("\(user.project.path)/\(stray)"))
    let recovered = user.run("recover", stray, "--base", "elsewhere.db", environment: settings)
    #expect(recovered.status == 0 && recovered.output.contains("only/in-the-log-1: new"), "\(recovered.error)")
  }

  @Test func theBaseIsFoundInTheRepository() {
    let (user, settings) = afterTheColleague(hasBase: false)
    user.project.git("init", "-q")
    _ = Shell.run(
      ["sh", "-c", "cp .specvault/vault.db new.db; cp elsewhere.db .specvault/vault.db"], in: user.project.path)
    user.project.git("add", "-f", ".specvault/vault.db")
    user.project.git("commit", "-q", "-m", "format 1")
    _ = Shell.run(["sh", "-c", "mv new.db .specvault/vault.db"], in: user.project.path)
    #expect(user.run("list", environment: settings).status == 0)
    let recovered = user.run("recover", stray, environment: settings)
    #expect(recovered.status == 0 && recovered.output.contains("of commit"), "\(recovered.output)\(recovered.error)")
  }

  @Test func aJournalHoldsNothingThatWasAcknowledged() {
    let user = VaultUser().withVault()
    user.project.write(
      "j", bytes: [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7] + [UInt8](repeating: 0, count: 600))
    let told = user.run("recover", "j", "--drop")
    #expect(told.status == 0 && told.output.contains("nothing that was acknowledged"), "\(told.error)")
    #expect(!FileSystem.exists("\(user.project.path)/j"))
    user.project.write("other", "text")
    #expect(user.run("recover", "other").status == 1)
    #expect(user.run("recover", "missing").status == 1)
  }

  /// A journal that was taken away from the half-written file that it belongs to.
  private func afterItsJournalWasTaken(_ user: VaultUser) {
    let script = """
      import os, sqlite3, sys
      db = sqlite3.connect(".specvault/vault.db", isolation_level=None)
      db.execute("PRAGMA journal_mode = TRUNCATE"); db.execute("PRAGMA cache_size = 1"); db.execute("PRAGMA cache_spill = 1")
      db.execute("BEGIN IMMEDIATE"); db.execute("UPDATE bucket SET digest = randomblob(32)")
      for n in range(300): db.execute("INSERT INTO audit (id, body) VALUES (?, zeroblob(3000))", (1000 + n,))
      os.rename(".specvault/vault.db-journal", "taken"); os.kill(os.getpid(), 9)
      """
    _ = user.python(script)
  }

  @Test func aJournalThatMakesADamagedVaultWholeIsLaidOverIt() {
    let user = VaultUser().withVault()
    user.put("v/key", "acknowledged")
    afterItsJournalWasTaken(user)
    let damaged = user.project.readBytes(".specvault/vault.db")
    #expect(user.run("get", "v/key").status == 4)
    let healed = user.run("recover", "taken")
    #expect(healed.status == 0 && healed.output.contains("whole again"), "\(healed.output)\(healed.error)")
    #expect(user.run("get", "v/key").output == "acknowledged")
    #expect(user.run("verify").status == 0)
    #expect(user.project.readBytes(".specvault/vault.db.damaged") == damaged)
    #expect(
      Shell.run(["sh", "-c", "ls -l .specvault | grep -c '^-rw------- .*vault.db$'"], in: user.project.path).output
        == "1\n")
    // A vault that is whole is left as it is, and its journal says nothing.
    user.put("v/key", "newer")
    let again = user.run("recover", "taken", "--drop")
    #expect(again.status == 0 && again.output.contains("nothing that was acknowledged"), "\(again.error)")
    #expect(user.run("get", "v/key").output == "newer")
    #expect(!FileSystem.exists("\(user.project.path)/taken"))
  }

  @Test func aJournalThatDoesNotHelpIsKept() {
    let user = VaultUser().withVault()
    afterItsJournalWasTaken(user)
    let damaged = user.project.readBytes(".specvault/vault.db")
    user.project.write(
      "j", bytes: [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7] + [UInt8](repeating: 0, count: 600))
    let refused = user.run("recover", "j", "--drop")
    #expect(refused.status == 1 && refused.error.contains("does not make it whole"), "\(refused.error)")
    #expect(FileSystem.exists("\(user.project.path)/j"))
    #expect(user.project.readBytes(".specvault/vault.db") == damaged)
  }
}
