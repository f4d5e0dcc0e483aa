import TestSupport
import Testing

/// One value, whichever way it comes in: put, import, copy, edit, a backup.
@Suite struct StoringTests {
  let user = VaultUser().withVault()
  private let large = String(repeating: "x", count: 5000)

  @Test func theSameVerdictOnEveryWay() {
    let text = "Standard tier parameters support a maximum parameter value of 4096 characters"
    user.put("/p/small", "x")
    user.put("secret", large)
    user.project.write("a.env", "BIG=\(large)\n")
    let ways = [
      user.run("put", "/p/BIG", "-", input: large),
      user.run("put", "/p/small", "-", input: large),
      user.run("import", "--store", "ssm", "--prefix", "/p/", "a.env"),
      user.run("import", "--store", "ssm", "--prefix", "/p/", "a.env", "--dry-run"),
      user.run("copy", "secret", "/p/BIG"),
      user.run("edit", "/p/small", environment: ["EDITOR": "sh -c 'cat a.env > \"$0\"'", "VISUAL": ""]),
    ]
    for (index, way) in ways.enumerated() {
      #expect(way.status == 1 && way.error.contains(text), "\(index): \(way.error)")
      forget(way)
    }
    #expect(user.run("get", "/p/small").output == "x")
    #expect(user.run("get", "/p/BIG").status == 1)
    #expect(user.run("put", "/p/BIG", "-", "--tier", "Advanced", input: large).status == 0)
    #expect(user.run("copy", "/p/BIG", "/p/BIG2").status == 0, "a copy has the tier that its value needs")
    #expect(user.run("import", "--store", "ssm", "--prefix", "/q/", "a.env", "--tier", "Advanced").status == 0)
    #expect(user.run("import", "--store", "ssm", "--prefix", "/r/", "a.env", "--tier", "Great").status == 1)
    #expect(user.run("list", "/r/").output.isEmpty)
  }

  @Test func aBackupIsNoWayAround() {
    let header =
      #"{"account":"123456789012","created":1,"format":"deployspec-vault-backup","project":"p","region":"us-east-1","version":1}"#
    let version =
      #"{"binary":false,"created":1,"id":"1","labels":[],"tier":"Standard","type":"String","value":"\#(large)"}"#
    let entry =
      #"{"account":"123456789012","changed":1,"created":1,"name":"/p/BIG","region":"us-east-1","store":"ssm","tags":[],"versions":[\#(version)]}"#
    encrypt("\(header)\n\(entry)\n", "forged.age")
    let restored = user.run("init", "--vault", "r.db", "--from-backup", "forged.age")
    #expect(restored.status == 1 && restored.error.contains("line 2 of the backup: '/p/BIG': Standard tier"))
    #expect(user.run("info", "--vault", "r.db").status == 1)
    encrypt("\(header)\n\(entry.replacing("Standard", with: "Advanced"))\n", "fine.age")
    #expect(user.run("init", "--vault", "r.db", "--from-backup", "fine.age").status == 0)
  }

  @Test(arguments: ["ssm", "secretsmanager"]) func emptyValuesAreLeftOutByName(_ store: String) {
    user.project.write("a.env", "TOKEN=t\nSENTRY_DSN=\nQUOTED=''\n")
    let prefix = store == "ssm" ? "/p/" : "p/"
    for options in [["--dry-run"], []] {
      let run = Shell.run(
        [BuiltPackage.program("specvault"), "import", "--store", store, "--prefix", prefix, "a.env"] + options,
        in: user.project.path, environment: user.environment)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error.contains("left out, empty: \(prefix)SENTRY_DSN, \(prefix)QUOTED"), "\(run.error)")
    }
    #expect(user.run("get", "\(prefix)TOKEN").output == "t")
    let null = user.run("import", "--prefix", "j/", "-", input: #"{"A":null,"B":""}"#)
    #expect(null.status == 0 && null.error.contains("left out, empty: j/A, j/B"))
  }

  @Test func importIsAllOrNothingAndNamesTheLines() {
    let files = [
      ("a.env", "# first\r\nGOOD=1\r\n\r\nBIG=\"\(large)\"\r\nMULTI=\"a\nb\"\r\nBIG2=\(large)\r\n", [4, 7]),
      ("a.json", "{\n  \"GOOD\": \"1\",\n  \"BIG\": \"\(large)\",\n\"BIG2\": \"\(large)\"}", [3, 4]),
      ("a.yaml", "GOOD: '1'\nBIG: \(large)\n\nBIG2: \(large)\n", [2, 4]),
      ("a.sh", "export GOOD=1\nexport BIG='\(large)'\nexport BIG2=\(large)\n", [2, 3]),
    ]
    for (name, content, lines) in files {
      user.project.write(name, content)
      let dry = user.run("import", "--store", "ssm", "--prefix", "/p/", name, "--dry-run")
      let run = user.run("import", "--store", "ssm", "--prefix", "/p/", name)
      #expect(run.status == 1 && dry.status == 1 && dry.error == run.error, "\(dry.error)\n\(run.error)")
      #expect(run.error.contains("\(name):\(lines[0]): '/p/BIG': ") && run.error.contains("nothing was stored"))
      #expect(run.error.contains("\(name):\(lines[1]): '/p/BIG2': "), "\(run.error)")
      #expect(!run.error.contains("xxxx"))
    }
    #expect(user.run("list").output.isEmpty)
    user.project.write("names.json", "{\"a b\": \"1\",\n \"c\": \"2\"}")
    for options in [["--dry-run"], []] {
      let run = Shell.run(
        [BuiltPackage.program("specvault"), "import", "--prefix", "p/", "names.json"] + options,
        in: user.project.path, environment: user.environment)
      #expect(run.status == 1 && run.error.contains("names.json:1: 'p/a b': "), "\(run.error)")
    }
    user.put("gone", "x")
    user.run("delete", "gone")
    let deleted = user.run("import", "--prefix", "", "-", input: "gone=y\n")
    #expect(
      deleted.status == 1 && deleted.error.contains("-:1: 'gone': ") && deleted.error.contains("marked for deletion"))
    #expect(user.run("list").output.isEmpty)
    #expect(user.run("verify").status == 0)
  }

  @Test func aDryRunSaysWhatTheRunWouldSay() {
    user.put("p/A", "old")
    for input in ["A=new\n", "A=new\nB=\n", "A=old\n", "C=1\n", "A=new\nA=old\n", ""] {
      user.project.write("a.env", input)
      let dry = user.run("import", "--prefix", "p/", "a.env", "--dry-run")
      #expect(user.run("list", "p/").output.contains("p/C") == false)
      let run = user.run("import", "--prefix", "p/", "a.env")
      #expect(dry.status == run.status, "\(input): \(dry.error)")
      #expect(run.error.hasPrefix(dry.error), "\(input): \(dry.error)")
      user.run("delete", "p/C", "--force")
    }
    #expect(user.run("get", "p/A").output == "old")
    #expect(!user.run("audit").output.contains("refused: ValidationException"))
  }

  @Test func binarySecretsOfAWS() {
    let secret = #"{"Name":"bin","SecretBinary":"/wAB"}"#
    #expect(user.run("import", "-", input: secret).status == 0)
    #expect(user.run("get", "bin").outputBytes == [0xFF, 0, 1])
    let padded = #"{"SecretValues":[{"Name":"b2","SecretBinary":"/w=="}]}"#
    #expect(user.run("import", "-", input: padded).status == 0)
    #expect(user.run("get", "b2").outputBytes == [0xFF])
    let broken = user.run("import", "-", input: "{\n\"Name\":\"b3\",\"SecretBinary\":\"/w\"}")
    #expect(broken.status == 2 && broken.error.contains("-:1:1: "))
  }

  /// On a terminal that is asked whether values may be replaced.
  @Test func whatChangedSinceTheQuestionIsNotReplaced() {
    user.put("s", "old")
    user.project.write("a.env", "s=mine\n")
    let script = """
      session = Session("import", "--prefix", "", "a.env")
      session.shows(b"[y/N] ")
      put("s", b"theirs")
      session.type(b"y\\n")
      print(session.end(), b"changed meanwhile" in session.seen, get("s"))
      session = Session("import", "--prefix", "", "a.env")
      session.shows(b"[y/N] ")
      session.type(b"y\\n")
      print(session.end(), get("s"))
      """
    let result = user.python(SignalTests.prelude + script)
    #expect(result.output == "1 True b'theirs'\n0 b'mine'\n", "\(result.error)")
  }

  @Test func thePlainFileIsStillThere() {
    user.project.write(".env", "A=1\n")
    let said = "'.env' is still there, with its values in plain text"
    #expect(!user.run("import", "--prefix", "p/", ".env", "--dry-run").error.contains(said))
    #expect(user.run("import", "--prefix", "p/", ".env").error.contains(said))
    #expect(user.run("import", "--prefix", "p/", ".env").error.contains(said), "also where all is the same")
    #expect(!user.run("import", "--prefix", "p/", "-", input: "B=1\n").error.contains("still there"))
  }

  @Test func whatCopiesKeep() {
    user.put("/a", "x", "--type", "StringList", "--description", "d", "--tag", "k=v", "--data-type", "text")
    #expect(user.run("copy", "/a", "/b").status == 0)
    let list = user.run("list", "/b", "--format", "json").output
    #expect(
      list.contains("StringList") && list.contains(#""description" : "d""#) && list.contains(#""k" : "v""#), "\(list)")
    #expect(user.run("copy", "/a", "c").status == 0)
    #expect(user.run("tag", "c").output == "k=v\n")
    user.project.write("b", bytes: [0xFF])
    user.run("put", "bytes", "@b")
    let refused = user.run("copy", "bytes", "/bytes")
    #expect(refused.status == 1 && refused.error.contains("not UTF-8"), "a parameter is text")
  }

  @Test func optionsOfAnotherStoreAreRefused() {
    #expect(user.run("put", "s", "-", "--tier", "Advanced", input: "x").status == 1)
    #expect(user.run("put", "/p", "-", "--stage", "X", input: "x").status == 1)
    user.put("/p", "x")
    #expect(user.run("delete", "/p", "--recovery-days", "7").status == 1, "it could not be restored")
    #expect(user.run("get", "/p").output == "x")
    #expect(user.run("get", "/p", "--stage", "AWSCURRENT").error.contains("give --label"))
    #expect(user.run("delete", "/p").output == "/p: deleted from Parameter Store\n")
  }

  @Test(arguments: [
    ("s\n", true), ("s\r\n", true), ("a\nb\n", true), ("\n", true), ("s", false), ("s\n\n", false), ("a\nb", false),
    ("s\r\n\r\n", false),
  ]) func aLineBreakThatIsSeldomMeant(_ input: (text: String, isNoted: Bool)) {
    let put = user.run("put", "s", "-", input: input.text)
    #expect(put.status == 0 && put.error.contains("note: the value ends with a line break") == input.isNoted)
    #expect(user.run("get", "s").output == input.text, "it is kept")
  }

  @Test func nobodyToAsk() {
    let put = user.run("put", "s", input: "value")
    #expect(put.status == 2 && put.error.contains("no terminal") && put.error.contains("give '-'"))
    #expect(user.run("get", "s").status == 1)
    for editor in ["", "vi", "/usr/bin/vim -n", "nano"] {
      let edit = user.run("edit", "s", environment: ["EDITOR": editor, "VISUAL": ""])
      #expect(edit.status == 2 && edit.error.contains("no terminal"), "\(editor)")
    }
    let quiet = user.run("edit", "s", environment: ["EDITOR": "sh -c 'read line; exit 1'", "VISUAL": ""])
    #expect(quiet.status == 1, "an editor that reads finds the end")
  }

  @Test func whatSomebodyElseChangedMeanwhileStays() {
    user.put("s", "old")
    let program = BuiltPackage.program("specvault")
    let changes = [
      ("printf theirs | '\(program)' put s -", "theirs"), ("'\(program)' delete s --force", ""),
      ("'\(program)' delete s", ""),
    ]
    for (change, value) in changes {
      user.run("delete", "s", "--force")
      user.put("s", "old")
      // Their identity is found by the home folder; specvault's own variables do not reach an editor.
      let editor = "sh -c '\(change.replacing("'", with: "'\\''")) >&2; printf \"mine\\n\" > \"$0\"'"
      let edited = user.run("edit", "s", environment: ["EDITOR": editor, "VISUAL": ""])
      #expect(edited.status == 1 && !edited.error.contains("mine"), "\(change): \(edited.error)")
      #expect(user.run("get", "s").output == value)
      #expect(forget(edited) == ("mine", "600\n"), "nothing is lost")
    }
    user.put("t", "old")
    let tagged = user.run(
      "edit", "t", environment: ["EDITOR": "sh -c '\"\(program)\" tag t a=b; printf new > \"$0\"'", "VISUAL": ""])
    #expect(tagged.status == 0, "its value is the one that was edited: \(tagged.error)")
    let new = user.run(
      "edit", "new",
      environment: ["EDITOR": "sh -c 'printf x | \"\(program)\" put new -; printf y > \"$0\"'", "VISUAL": ""])
    #expect(new.status == 1 && user.run("get", "new").output == "x")
    #expect(forget(new).text == "y")
  }

  @Test func keysDoNotReachAnEditor() {
    user.put("s", "old")
    let key = user.shell("grep AGE-SECRET $HOME/.config/deployspec/identity.txt").output.split(separator: "\n").joined()
    let edited = user.run(
      "edit", "s",
      environment: [
        "EDITOR": "sh -c 'env > \"$0\"'", "VISUAL": "", "SPECVAULT_IDENTITY": key, "SPECVAULT_PASSPHRASE_FILE": "/none",
        "OTHER": "kept",
      ])
    #expect(edited.status == 0, "\(edited.error)")
    let seen = user.run("get", "s").output
    #expect(seen.contains("OTHER=kept") && !seen.contains("SPECVAULT") && !seen.contains("AGE-SECRET"))
  }

  @Test func whatIsNoBackup() {
    user.put("s", "x")
    user.project.write("notes.txt", "hello\n")
    user.project.write("empty", "")
    encrypt("hello\n", "other.age")
    for file in ["notes.txt", "empty", "other.age", ".specvault/vault.db"] {
      let made = user.run("init", "--vault", "r.db", "--from-backup", file)
      #expect(
        made.status == 2 && made.error.contains("not a backup") && !made.error.contains("damaged"), "\(made.error)")
    }
    #expect(user.run("init", "--vault", "r.db", "--from-backup", ".specvault").status == 2)
    #expect(user.run("backup", "b.age").status == 0)
    user.project.write("cut.age", bytes: Array(user.project.readBytes("b.age").dropLast(3)))
    let cut = user.run("init", "--vault", "r.db", "--from-backup", "cut.age")
    #expect(cut.status == 4 && !cut.error.contains("the vault is damaged"), "\(cut.error)")
  }

  @Test func aRestoredVaultKeepsItsNameAndSaysWhoIsLeftOut() {
    let owner = VaultUser(["deployment-spec.md": SampleSpec.text]).withVault()
    let colleague = VaultUser(project: owner.project)
    let key = colleague.run("keygen").output.split(separator: "\n").joined()
    #expect(owner.run("recipients", "add", key, "--name", "bob o'neil").status == 0)
    owner.put("shop/staging/API_KEY", "k")
    #expect(owner.run("backup", "b.age").status == 0)
    let folder = TemporaryFolder()
    let made = owner.run("init", "--from-backup", "\(owner.project.path)/b.age", in: folder.path)
    #expect(made.status == 0)
    #expect(made.error.contains("recipients add \(key) --name 'bob o'\\''neil'"), "\(made.error)")
    #expect(owner.run("backup", "again.age", in: folder.path).status == 0)
    let again = owner.shell("age -d -i $HOME/.config/deployspec/identity.txt \(folder.path)/again.age").output
    #expect(again.contains(#""project":"shop""#) && !again.contains("o'neil"))
    #expect(colleague.run("get", "shop/staging/API_KEY", in: folder.path).status == 3)
    let all = owner.run("init", "--vault", "all.db", "--from-backup", "b.age", "--recipient", key)
    #expect(!all.error.contains("bob"), "he is one")
  }

  @Test func aFileThatAsksForTooMuchWork() {
    let header = "age-encryption.org/v1\n-> scrypt \(String(repeating: "A", count: 22)) 22\n"
    let body = String(repeating: "A", count: 43)
    user.project.write("heavy.age", "\(header)\(body)\n--- \(body)\n")
    user.project.write("pass", "x\n")
    let script = """
      import resource, subprocess, sys
      limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
      made = subprocess.run([sys.argv[1], "init", "--vault", "r.db", "--from-backup", "heavy.age"], capture_output=True, text=True, preexec_fn=limit)
      print(made.returncode, "work factor is 22" in made.stderr)
      """
    let result = Shell.run(
      [BuiltPackage.python, "-c", script, BuiltPackage.program("specvault")], in: user.project.path,
      environment: user.environment.merging(["SPECVAULT_PASSPHRASE_FILE": "pass"]) { $1 })
    #expect(result.output == "3 True\n", "\(result.output)\(result.error)")
  }

  /// A file that the user's identity opens.
  private func encrypt(_ text: String, _ name: String) {
    let key = user.shell("grep -o 'age1.*' $HOME/.config/deployspec/identity.txt").output.split(separator: "\n")
      .joined()
    let result = Shell.run(["age", "-r", key, "-o", "\(user.project.path)/\(name)"], input: text)
    #expect(result.status == 0, "\(result.error)")
  }

  /// Takes away what a refused edit left in memory.
  /// - Returns: What it was, and the file's mode.
  @discardableResult private func forget(_ edit: Shell.Result) -> (text: String, mode: String) {
    guard let found = edit.error.firstMatch(of: /\/dev\/shm\/specvault-[A-Za-z0-9]+\/value/)?.0 else { return ("", "") }
    let path = String(found)
    let left = (Shell.run(["cat", path]).output, Shell.run(["stat", "-c", "%a", path]).output)
    _ = Shell.run(["rm", "-r", String(path.dropLast("/value".count))])
    return left
  }
}
