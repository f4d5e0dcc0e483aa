import TestSupport
import Testing

/// What is said is true, and the next step that is named works.
@Suite struct WordTests {
  @Test(arguments: [
    ["list", "--region", "us-west-2"], ["list", "--store", "ssm"], ["list", "zzz"], ["--store", "github", "list"],
  ]) func aVaultWithEntriesIsNotCalledEmpty(_ arguments: [String]) {
    let user = VaultUser().withVault()
    user.put("s", "x")
    let result = Shell.run([user.program] + arguments, in: user.project.path, environment: user.environment)
    #expect(
      result.status == 0 && result.error.contains("1 entry") && !result.error.contains("is empty"), "\(result.error)")
    user.run("delete", "s")
    #expect(user.run("list").error.contains("--deleted"))
    #expect(VaultUser().withVault().run("list").error.contains("the vault is empty"))
  }

  @Test(.enabled(if: VaultUser.isRoot, "only root can be somebody else")) func aFolderThatMayNotBeReadIsNotMissing() {
    let user = VaultUser().withVault()
    _ = user.shell("chmod 755 . $HOME; chmod 700 .specvault")
    func asNobody(_ command: String) -> Shell.Result {
      Shell.run(
        ["su", "nobody", "-s", "/bin/sh", "-c", "cd \(user.project.path) && HOME=/tmp \(user.program) \(command)"],
        environment: user.environment)
    }
    guard asNobody("--version").status == 0 else { return }
    for command in ["list", "--vault .specvault/vault.db list", "scan --staged"] {
      let result = asNobody(command)
      #expect(
        result.status == 5 && result.error.lowercased().contains("permission denied"), "\(command) \(result.error)")
    }
  }

  @Test func aNewerFormatIsNotCalledDamaged() {
    let user = VaultUser().withVault()
    _ = user.python("import sqlite3; sqlite3.connect('.specvault/vault.db').execute('PRAGMA user_version=3')")
    let list = user.run("list")
    #expect(list.status == 4 && list.error.contains("a newer specvault reads it"), "\(list.error)")
    #expect(!list.error.contains("damaged") && !list.error.contains("backup"), "\(list.error)")
  }

  @Test func aDamagedVaultIsMovedAwayBeforeABackupIsRestored() {
    let user = VaultUser().withVault()
    user.put("s", "x")
    user.run("backup", "b.age")
    _ = user.python(
      "import sqlite3; d=sqlite3.connect('.specvault/vault.db'); d.execute('DELETE FROM value'); d.commit()")
    let verify = user.run("verify")
    #expect(verify.status == 4 && verify.error.contains("move the file away"), "\(verify.error)")
    #expect(!verify.error.contains("'specvault verify'"), "\(verify.error)")
    #expect(user.run("init", "--from-backup", "b.age").error.contains("move it away"))
    _ = user.shell("mv .specvault/vault.db damaged.db")
    #expect(user.run("init", "--from-backup", "b.age").status == 0)
    #expect(user.run("get", "s").output == "x")
  }

  @Test func whatIsTooLargeIsSaidToGoWhereItGoes() {
    let user = VaultUser().withVault()
    user.put("big", String(repeating: "x", count: 9000))
    let copy = user.run("copy", "big", "/p/B")
    #expect(copy.status == 1 && copy.error.contains("a secret 65536"), "\(copy.error)")
    let edit = user.run(
      "edit", "/p/new", environment: ["EDITOR": "sh -c 'head -c 5000 /dev/zero | tr \"\\\\0\" x > \"$0\"'"])
    #expect(edit.status == 1, "\(edit.error)")
    let command = edit.error.split(separator: "'").first { $0.hasPrefix("specvault put /p/new ") }
    #expect(command?.hasSuffix(" --tier Advanced") == true, "\(edit.error)")
    let stored = user.shell(command.map(String.init) ?? "false")
    #expect(stored.status == 0, "\(stored.error)")
    if let file = command?.split(separator: " ").first(where: { $0.hasPrefix("@") }) {
      _ = user.shell("rm \(file.dropFirst())")
    }
  }

  @Test func aNameOfTheOtherStoreIsNotMovedTo() {
    let user = VaultUser().withVault()
    user.put("s", "x")
    user.put("/p", "x")
    #expect(user.run("move", "s", "/p/s").error.contains("specvault copy"))
    #expect(user.run("move", "/p", "p").status == 1)
    #expect(user.run("move", "s", "/p/s", "--store", "secretsmanager").status == 0)
    #expect(user.run("move", "/p", "/q").status == 0)
  }

  @Test(arguments: ["한글", "my app"]) func aProjectThatNoSecretCanBeCalledByIsNamed(_ folder: String) {
    let user = VaultUser()
    _ = Shell.run(["mkdir", folder], in: user.project.path)
    let path = "\(user.project.path)/\(folder)"
    #expect(user.run("init", in: path).error.contains("project: NAME"))
    let put = user.run("put", "\(folder)/development/K", "-", input: "x", in: path)
    #expect(put.status == 1 && put.error.contains("project: NAME"), "\(put.error)")
    #expect(!VaultUser().run("init").error.contains("project: NAME"))
  }

  @Test(arguments: ["한글=값\n", "K=1\n한글=값\n"]) func aLineThatALoaderPassesOverIsNamed(_ text: String) {
    let user = VaultUser([".env": text]).withVault()
    for options in [["--dry-run"], []] {
      let result = Shell.run(
        [user.program, "import", ".env"] + options, in: user.project.path, environment: user.environment)
      #expect(result.status == 2 && result.error.contains("'한글'"), "\(result.error)")
    }
    #expect(user.run("list").output == "")
  }

  @Test func namesOfOnlyThatAreNowhereAreSaid() {
    let user = VaultUser(["o.env": "O1=1\nO2=2\n"]).withVault()
    let result = user.run("import", "o.env", "--only", "O2,NOPE")
    #expect(result.status == 0 && result.error.contains("'NOPE' of --only"), "\(result.error)")
    #expect(!result.error.contains("O1"), "\(result.error)")
  }

  @Test(
    arguments: [
      (["--vault"], 2, "needs a value"), (["--vault", "", "list"], 2, "is empty"),
      (["list", "--vault", ""], 2, "is empty"),
      (["frobnicate"], 2, "unknown command 'frobnicate'"), (["lst"], 2, "did you mean 'specvault list'?"),
      (["--vault", "v.db", "pu"], 2, "did you mean 'specvault put'?"),
      (["recover", "nosuch"], 1, "there is no file 'nosuch'"),
      (["export", "--format", "act"], 1, "GitHub"), (["recipients", "add", "K", "--name", "a\nb"], 2, ""),
    ] as [([String], Int, String)]) func mistakesAreNamed(_ arguments: [String], _ status: Int, _ word: String)
  {
    let user = VaultUser().withVault()
    let result = Shell.run([user.program] + arguments, in: user.project.path, environment: user.environment)
    #expect(Int(result.status) == status && (word.isEmpty || result.error.contains(word)), "\(result.error)")
  }

  @Test func theEmptyPrefixMakesNamesThatBeginAsTheyAre() {
    let user = VaultUser().withVault()
    user.put("/v/development/P", "1")
    let run = user.run("run", "--prefix", "", "--", "env")
    #expect(run.output.contains("\nV_DEVELOPMENT_P=1") || run.output.hasPrefix("V_DEVELOPMENT_P=1"), "\(run.output)")
    #expect(!run.output.contains("_V_DEVELOPMENT_P"))
  }

  @Test func oneIsNotMany() {
    let user = VaultUser(["f": "nothing here\n"]).withVault()
    user.put("s", "long-secret-value-1234")
    #expect(user.run("verify").output.hasPrefix("1 entry with 1 value and"))
    #expect(user.run("scan", "f").output == "1 file, no value of the vault in it\n")
  }

  @Test func tagsAndNamesDoNotReachTheTerminalRaw() {
    let user = VaultUser().withVault()
    user.put("s", "x")
    user.run("tag", "s", "k=\u{1B}[2J")
    #expect(!user.run("tag", "s").output.contains("\u{1B}"))
    let key = VaultUser().run("keygen").output.split(separator: "\n").joined()
    #expect(user.run("recipients", "add", key, "--name", "a\nb").status == 2)
  }

  /// Neither a file nor an entry says which vault a specvault that the command calls believes.
  @Test func whichVaultIsBelievedIsTheUsersWord() {
    let user = VaultUser([".env": "SPECVAULT_VAULT=/a\n", ".specvault.yaml": "project: v\n"]).withVault()
    #expect(user.run("run", "--", "sh", "-c", "echo \"[$SPECVAULT_VAULT]\"").output == "[]\n")
    user.put("v/development/SPECVAULT_VAULT", "/b")
    #expect(user.run("run", "--", "sh", "-c", "echo \"[$SPECVAULT_VAULT]\"").output == "[]\n")
  }

  /// At the agent's paths a token stands for a signature: a wrong one is refused as an unsigned request is.
  @Test func aWrongTokenOfTheAgentIsInTheAuditLog() {
    let user = VaultUser().withVault()
    let script = """
      import os, subprocess, sys, urllib.error, urllib.request
      read, write = os.pipe()
      server = subprocess.Popen([sys.argv[1], "serve", "--port", "0", "--host", "127.0.0.1", "--ready-fd", str(write)], pass_fds=[write], stdout=subprocess.DEVNULL)
      url = os.read(read, 200).decode().strip()
      request = urllib.request.Request(url + "/secretsmanager/get?secretId=s", headers={"X-Aws-Parameters-Secrets-Token": "wrong"})
      try: urllib.request.urlopen(request)
      except urllib.error.HTTPError as error: print(error.code)
      server.terminate()
      server.wait()
      """
    let asked = user.python(script)
    #expect(asked.output == "403\n", "\(asked.error)")
    let audit = user.run("audit").output
    #expect(audit.contains("Bad Token") && audit.contains("1 refused") && !audit.contains("serve: \n"), "\(audit)")
  }
}
