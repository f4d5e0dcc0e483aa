import TestSupport
import Testing
import Workspace

/// The vault's file among git, copies and other machines, with a server running or killed: no acknowledged change is lost, none undone in
/// silence, and what happened is said.
@Suite struct SharedFileTests {
  /// A team's project under git: its vault and `.specvault.yaml` are committed.
  private func team() -> VaultUser {
    let user = VaultUser().withVault()
    user.put("team/key", "first")
    user.project.write(".specvault/.gitignore", "vault.db-journal\n")
    user.project.git("init", "-q")
    user.project.git("add", "-A")
    user.project.git("commit", "-q", "-m", "first")
    return user
  }

  /// A colleague's machine with a clone and the same identity, so that what one writes the other opens.
  private func colleague(of user: VaultUser) -> VaultUser {
    let other = VaultUser()
    _ = Shell.run(["git", "clone", "-q", user.project.path, other.project.path + "/clone"])
    _ = Shell.run([
      "sh", "-c",
      "mkdir -p \(other.home.path)/.config && cp -r \(user.home.path)/.config/deployspec \(other.home.path)/.config/",
    ])
    return VaultUser(home: other.home, project: TemporaryFolder(existing: other.project, below: "clone"))
  }

  /// Runs a script beside a running server; `write(n)` stores by its API and returns the status, `read()` reads.
  private func besideServer(_ user: VaultUser, _ script: String) -> Shell.Result {
    user.python(
      """
      import json, os, re, shutil, signal, subprocess, sys, time, urllib.request, urllib.error, uuid
      program = sys.argv[1]
      def start():
          read, write = os.pipe()
          server = subprocess.Popen([program, "serve", "--port", "0", "--no-auth", "--ready-fd", str(write)], pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
          os.close(write)
          return server, os.read(read, 200).decode().strip()
      def call(url, operation, **members):
          members["ClientRequestToken"] = str(uuid.uuid4())
          request = urllib.request.Request(url, json.dumps(members).encode(), {"X-Amz-Target": "secretsmanager." + operation, "Content-Type": "application/x-amz-json-1.1"})
          try:
              return urllib.request.urlopen(request).status, None
          except urllib.error.HTTPError as error:
              return error.code, error.read()
      def value(url):
          request = urllib.request.Request(url, json.dumps({"SecretId": "team/key"}).encode(), {"X-Amz-Target": "secretsmanager.GetSecretValue"})
          return json.load(urllib.request.urlopen(request))["SecretString"]
      def cli(*arguments, input=None):
          return subprocess.run([program, *arguments], capture_output=True, text=True, input=input)
      def git(*arguments):
          return subprocess.run(["git", "-c", "user.name=T", "-c", "user.email=t@example.com", *arguments], capture_output=True, text=True)
      server, url = start()
      try:
      \(script.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
      finally:
          server.kill()
      """)
  }

  @Test func aCopyBesideARunningServerHoldsAllThatWasAcknowledged() {
    let user = team()
    let result = besideServer(
      user,
      """
      for number in range(30):
          assert call(url, "PutSecretValue", SecretId="team/key", SecretString=f"value {number}")[0] == 200
          os.makedirs(f"copy{number}/.specvault"); shutil.copy(".specvault/vault.db", f"copy{number}/.specvault/vault.db")
          got = cli("--vault", f"copy{number}/.specvault/vault.db", "get", "team/key")
          assert got.stdout == f"value {number}", (number, got)
      git("add", "-A"); git("commit", "-qm", "more"); server.kill(); server.wait()
      git("stash", "-q"); git("checkout", "-q", ".")
      assert cli("get", "team/key").stdout == "value 29"
      assert cli("verify").returncode == 0
      print("whole")
      """)
    #expect(result.output == "whole\n", "\(result.error)")
  }

  @Test func aColleaguesFileIsServedAndWrittenNotOverwritten() {
    let user = team()
    let other = colleague(of: user)
    // More changes than the server makes below: a state with as many that was never seen here is refused.
    for number in 0..<8 { other.put("team/other", "\(number)") }
    other.put("team/key", "of the colleague")
    other.put("team/other", "also")
    let theirs = other.project.readBytes(".specvault/vault.db")
    user.project.write("theirs.db", bytes: theirs)
    for way in [
      "mv theirs.db .specvault/vault.db", "cat theirs.db > .specvault/vault.db", "cp theirs.db .specvault/vault.db",
      "cp --remove-destination theirs.db .specvault/vault.db",
    ] {
      user.project.write("theirs.db", bytes: theirs)
      _ = Shell.run(["git", "checkout", "-q", "--", ".specvault"], in: user.project.path)
      let result = besideServer(
        user,
        """
        assert value(url) == "first", value(url)
        assert call(url, "CreateSecret", Name="mine/x", SecretString="y")[0] == 200
        subprocess.run(["sh", "-c", \(quoted(way))], check=True)
        status, body = call(url, "CreateSecret", Name="mine/z", SecretString="z")
        assert cli("get", "team/other").stdout == "also", cli("get", "team/other")
        if status == 200: assert cli("get", "mine/z").stdout == "z"
        time.sleep(1.3)
        assert value(url) == "of the colleague", value(url)
        assert call(url, "CreateSecret", Name="mine/later", SecretString="z")[0] == 200
        assert cli("get", "mine/later").stdout == "z" and cli("get", "team/key").stdout == "of the colleague"
        assert cli("verify").returncode == 0, cli("verify")
        print("both")
        """)
      #expect(result.output == "both\n", "\(way): \(result.error)")
    }
  }

  @Test func aFileThatIsOlderThanWhatWasWrittenIsRefusedByNameAndNeverAnswered200() {
    let user = team()
    let other = colleague(of: user)
    other.put("team/key", "of the colleague")
    user.project.write("theirs.db", bytes: other.project.readBytes(".specvault/vault.db"))
    let result = besideServer(
      user,
      """
      for n in range(5): assert call(url, "PutSecretValue", SecretId="team/key", SecretString=f"mine {n}")[0] == 200
      shutil.copy(".specvault/vault.db", "mine.db"); os.replace("theirs.db", ".specvault/vault.db")
      for n in range(3): assert call(url, "PutSecretValue", SecretId="team/key", SecretString="lost")[0] == 500
      refused = cli("get", "team/key")
      assert refused.returncode == 4 and "older than the one last seen here" in refused.stderr, refused
      os.replace("mine.db", ".specvault/vault.db")
      assert call(url, "PutSecretValue", SecretId="team/key", SecretString="kept")[0] == 200
      assert cli("get", "team/key").stdout == "kept"
      print("refused")
      """)
    #expect(result.output == "refused\n", "\(result.error)")
  }

  @Test func aKilledServerLeavesNothingThatIsLaidOverAnotherFile() {
    let user = team()
    let other = colleague(of: user)
    other.put("team/key", "of the colleague")
    #expect(other.run("rekey").status == 0)
    other.project.git("add", "-A")
    other.project.git("commit", "-q", "-m", "a new key")
    for round in 0..<6 {
      user.project.git("reset", "-q", "--hard", "HEAD")
      let killed = besideServer(
        user,
        """
        import threading
        def writing():
            try:
                for n in range(10000): call(url, "PutSecretValue", SecretId="team/key", SecretString=f"killed {n}")
            except Exception: pass
        threads = [threading.Thread(target=writing) for _ in range(4)]
        for t in threads: t.start()
        time.sleep(\(0.2 + Double(round) * 0.05)); server.kill(); server.wait()
        for t in threads: t.join()
        print("killed")
        """)
      #expect(killed.output == "killed\n", "\(killed.error)")
      user.project.git("fetch", "-q", other.project.path, "main")
      user.project.git("checkout", "-q", "-f", "FETCH_HEAD")
      let got = user.run("get", "team/key")
      #expect(got.output == "of the colleague", "\(got.error)")
      #expect(user.run("verify").status == 0)
      user.project.git("checkout", "-q", "-f", "main")
      let back = user.run("get", "team/key")
      #expect(back.output == "first", "\(back.error)")
      #expect(back.error.contains("seen here before"), "\(back.error)")
      // Written under the key from before the colleague's new one, it would be open to whoever was removed.
      let refused = user.run("put", "team/key", "-", input: "x")
      #expect(refused.status == 4 && refused.error.contains("older key"), "\(refused.error)")
      #expect(user.run("run", "--", "true").status == 4)
      #expect(user.run("get", "team/key").status == 0)
    }
    #expect(user.run("verify", "--accept").status == 0)
    #expect(user.run("put", "team/key", "-", input: "x").status == 0)
  }

  @Test func branchesStashesAndWorktreesAreReadWithANote() {
    let user = team()
    user.project.git("checkout", "-q", "-b", "feature")
    user.put("team/key", "feature")
    user.project.git("commit", "-q", "-am", "feature")
    user.project.git("checkout", "-q", "-f", "main")
    let main = user.run("get", "team/key")
    #expect(main.output == "first" && main.error.contains("seen here before"), "\(main.error)")
    #expect(!user.run("get", "team/key").error.contains("seen here before"))
    user.project.git("checkout", "-q", "-f", "feature")
    #expect(user.run("get", "team/key").output == "feature")
    user.put("team/key", "stashed")
    user.project.git("stash", "-q")
    #expect(user.run("get", "team/key").output == "feature")
    // The day of a read is kept in the file, which git sees.
    user.project.git("checkout", "-q", "-f", ".")
    user.project.git("stash", "pop", "-q")
    let popped = user.run("get", "team/key")
    #expect(popped.output == "stashed", "\(popped.error)")
    user.project.git("commit", "-q", "-am", "stashed")
    user.project.git("worktree", "add", "-q", "../\(PathText.name(user.project.path))-tree", "main")
    let tree = user.project.path + "-tree"
    let there = user.run("get", "team/key", in: tree)
    #expect(there.output == "first", "\(there.error)")
    #expect(user.run("put", "team/key", "-", input: "tree", in: tree).status == 0)
    #expect(user.run("get", "team/key", in: tree).output == "tree")
    let own = user.run("get", "team/key")
    #expect(own.output == "stashed", "\(own.error)")
    _ = Shell.run(["rm", "-rf", tree])
  }

  @Test func aTornCopyIsDamagedAndNeverWrong() {
    let user = team()
    let result = besideServer(
      user,
      """
      import threading
      values = {"first"}
      def writing():
          for n in range(150):
              values.add(f"value {n}")
              assert call(url, "PutSecretValue", SecretId="team/key", SecretString=f"value {n}")[0] == 200
      writer = threading.Thread(target=writing); writer.start()
      number = statuses = 0
      while writer.is_alive():
          folder = f"torn{number}/.specvault"; os.makedirs(folder)
          with open(".specvault/vault.db", "rb") as source, open(folder + "/vault.db", "wb") as target:
              while part := source.read(4096): target.write(part); time.sleep(0.0005)
          got = cli("--vault", folder + "/vault.db", "get", "team/key")
          assert (got.returncode == 0 and got.stdout in values) or got.returncode == 4, got
          number += 1
      writer.join()
      assert number > 2
      print("never wrong")
      """)
    #expect(result.output == "never wrong\n", "\(result.error)")
  }

  private func quoted(_ text: String) -> String { "\"\(text)\"" }
}
