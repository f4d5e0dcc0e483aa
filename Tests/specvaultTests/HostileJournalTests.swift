import TestSupport
import Testing
import Workspace

/// A repository brings what lies beside a vault, too: what SQLite would make of it, nobody may choose.
@Suite struct HostileJournalTests {
  private let user = VaultUser().withVault()
  /// A file of the victim's that the journal names.
  private let precious: String

  init() {
    user.put("v/key", "a value of some length")
    user.project.write("precious.txt", "my only copy")
    precious = "\(user.project.path)/precious.txt"
    user.project.git("init", "-q")
  }

  /// Leaves a journal that ends in the name of a super-journal: that of a killed change, or of nothing at all.
  private func leaveJournal(isOfAChange: Bool, beside file: String = ".specvault/vault.db") {
    let result = user.python(
      """
      import os, sqlite3, struct, subprocess, sys
      path = "\(file)"; name = b"\(precious)"
      killed = '''
      import os, sqlite3, sys
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute("PRAGMA journal_mode = TRUNCATE"); db.execute("PRAGMA cache_size = 1"); db.execute("PRAGMA cache_spill = 1")
      db.execute("BEGIN IMMEDIATE"); db.execute("DELETE FROM root")
      for n in range(300): db.execute("INSERT INTO audit (id, body) VALUES (?, zeroblob(3000))", (1000 + n,))
      os.kill(os.getpid(), 9)
      '''
      if \(isOfAChange ? "True" : "False"): subprocess.run([sys.executable, "-c", killed, path])
      else: open(path + "-journal", "wb").write(b"x" * 600)
      with open(path + "-journal", "ab") as journal:
          journal.write(struct.pack(">I", 0x40000000 // 4096 + 1) + name + struct.pack(">II", len(name), sum(name)) + bytes.fromhex("d9d505f920a163d7"))
      print("left")
      """)
    #expect(result.output == "left\n", "\(result.error)")
  }

  @Test(arguments: [
    ["list"], ["info"], ["get", "v/key"], ["scan"], ["scan", "--staged"], ["verify"], ["run", "--", "true"],
    ["recover", ".specvault/vault.db-journal"], ["rekey"], ["put", "x", "y"],
  ]) func noJournalChoosesAFileThatIsDeleted(_ command: [String]) {
    for isOfAChange in [true, false] {
      leaveJournal(isOfAChange: isOfAChange)
      for environment in [["HOME": "\(user.project.path)/nobody"], user.environment] {
        _ = Shell.run(
          ["timeout", "20", user.program] + command, in: user.project.path,
          environment: user.environment.merging(environment) { $1 })
        #expect(FileSystem.exists(precious), "\(command)")
      }
    }
  }

  @Test func norWhereTheVaultIsALink() {
    _ = Shell.run(
      ["sh", "-c", "mv .specvault/vault.db real.db; ln -s ../real.db .specvault/vault.db"], in: user.project.path)
    leaveJournal(isOfAChange: false, beside: "real.db")
    #expect(user.run("get", "v/key").output == "a value of some length")
    #expect(FileSystem.exists(precious))
  }

  /// `git pull` beside a running server.
  @Test func norWhileAServerRuns() {
    let result = user.python(
      """
      import json, os, struct, subprocess, sys, time, urllib.request
      read, write = os.pipe()
      server = subprocess.Popen([sys.argv[1], "serve", "--port", "0", "--no-auth", "--ready-fd", str(write)], pass_fds=[write], stdout=subprocess.DEVNULL)
      try:
          url = os.read(read, 200).decode().strip()
          def call(operation, **members):
              return json.load(urllib.request.urlopen(urllib.request.Request(url, json.dumps(members).encode(), {"X-Amz-Target": "secretsmanager." + operation})))
          name = b"\(precious)"
          for round in range(3):
              with open(".specvault/vault.db-journal", "wb") as journal:
                  journal.write(b"x" * 600 + struct.pack(">I", 0x40000000 // 4096 + 1) + name + struct.pack(">II", len(name), sum(name)) + bytes.fromhex("d9d505f920a163d7"))
              os.utime(".specvault/vault.db")
              time.sleep(1.2)
              assert call("GetSecretValue", SecretId="v/key")["SecretString"] == ("a value of some length" if round == 0 else "new")
              call("PutSecretValue", SecretId="v/key", SecretString="new", ClientRequestToken="0" * 31 + str(round))
              assert os.path.exists(name), round
      finally:
          server.kill()
      print("kept")
      """)
    #expect(result.output == "kept\n", "\(result.error)")
  }

  @Test(arguments: ["-journal", "-wal"], ["mkfifo", "mkdir", "ln -s /dev/zero"])
  func whatIsNoFileIsMovedAsideAndNotWaitedFor(_ suffix: String, _ maker: String) {
    _ = Shell.run([
      "sh", "-c", "rm -f \"$1\"; \(maker) \"$1\"", "sh", "\(user.project.path)/.specvault/vault.db\(suffix)",
    ])
    let got = Shell.run(
      ["timeout", "20", user.program, "get", "v/key"], in: user.project.path, environment: user.environment)
    #expect(got.output == "a value of some length", "\(got.error)")
    #expect(user.run("put", "v/key", "-", input: "a new value").status == 0)
    #expect(user.run("get", "v/key").output == "a new value")
  }

  @Test func aPipeIsNoLog() {
    _ = Shell.run(["mkfifo", "\(user.project.path)/pipe"])
    let refused = Shell.run(
      ["timeout", "20", user.program, "recover", "pipe"], in: user.project.path, environment: user.environment)
    #expect(refused.status == 1, "\(refused.error)")
  }
}
