import Foundation
import TestSupport
import Testing

/// `run`, `check`, `export`, `import`: the vault and the spec together.
@Suite struct RunTests {
  private func shop(_ files: [String: String] = [:]) -> VaultUser {
    let user = VaultUser(["deployment-spec.md": SampleSpec.text].merging(files) { $1 }).withVault()
    user.put("shop/staging/DATABASE_URL", "postgres://staging")
    user.put("shop/staging/API_KEY", "key-of-staging")
    return user
  }

  @Test func variablesComeFromWhereTheyShould() {
    let user = shop([
      ".env": "NODE_ENV=development\nPORT=1\nONLY_ENV=a\nDATABASE_URL=postgres://file\n",
      ".env.staging": "NODE_ENV=staging\nREF=x-{{resolve:secretsmanager:shop/staging/API_KEY}}-y\n",
      "more.env": "PORT=2\nMORE=m\n",
    ])
    let script = #"echo "$NODE_ENV|$PORT|$ONLY_ENV|$MORE|$DATABASE_URL|$API_KEY|$REF|$FROM_SHELL""#
    let run = user.run(
      "run", "-e", "staging", "--env-file", "more.env", "--", "sh", "-c", script,
      environment: ["FROM_SHELL": "s", "ONLY_ENV": "shell", "API_KEY": "shell"])
    #expect(run.output == "staging|1|shell|m|postgres://staging|key-of-staging|x-key-of-staging-y|s\n", "\(run.error)")
    #expect(user.run("run", "-e", "stg", "--", "sh", "-c", "echo $NODE_ENV").output == "staging\n")
    let unknown = user.run("run", "-e", "prd0", "--", "true")
    #expect(unknown.status == 2 && unknown.error.contains("did you mean 'prd'?") && unknown.error.contains("staging"))
  }

  /// The days of the reads and the audit record are one change; what is not started leaves none.
  @Test func aRunIsOneChange() throws {
    let user = shop()
    // The counter in SQLite's header (File Format, 1.3.7): one more with each change of the file.
    func changes() throws -> Int {
      let header = user.project.readBytes(".specvault/vault.db").prefix(28)
      try #require(header.count == 28)
      return header.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    }
    let before = try changes()
    #expect(user.run("run", "-e", "staging", "--only", "DATABASE_URL", "--", "true").status == 0)
    #expect(try changes() == before + 1)
    let entries = user.run("audit", "--last", "1").output
    #expect(entries.contains("run") && entries.contains("1 secrets"), "\(entries)")
    #expect(user.run("run", "-e", "staging", "--", "true").error.contains("'NODE_ENV' is required"))
    #expect(try changes() == before + 1)
  }

  @Test func aMissingVariableStopsIt() {
    let user = shop([".env": "NODE_ENV=x\nAPI_KEY=from-file\n"])
    user.run("delete", "shop/staging/API_KEY", "--force")
    let run = user.run("run", "-e", "staging", "--", "touch", "started")
    #expect(run.status == 1 && user.project.readBytes("started").isEmpty)
    #expect(run.error.contains("'API_KEY' is required in staging and missing"))
    #expect(run.error.contains("specvault put shop/staging/API_KEY"))
    #expect(!Shell.run(["ls", user.project.path]).output.contains("started"))
    let other = user.run("run", "-e", "staging", "--only", "DATABASE_URL", "--", "sh", "-c", "echo $DATABASE_URL")
    #expect(other.output == "postgres://staging\n")
  }

  @Test func withoutASpecWhatLiesUnderThePrefixIsTaken() {
    let user = VaultUser().withVault()
    let project = user.project.path.split(separator: "/").last.map(String.init) ?? ""
    user.put("\(project)/development/TOKEN", "t")
    user.put("/\(project)/development/LEVEL", "info", "--type", "String")
    user.put("\(project)/production/TOKEN", "p")
    user.put("other/db/password", "pw")
    let run = user.run("run", "--", "sh", "-c", "echo $TOKEN $LEVEL")
    #expect(run.output == "t info\n", "\(run.error)")
    #expect(user.run("run", "-e", "production", "--", "sh", "-c", "echo $TOKEN").output == "p\n")
    #expect(user.run("run", "--prefix", "other/", "--", "sh", "-c", "echo $DB_PASSWORD").output == "pw\n")
  }

  @Test func bytesThatAreNoTextPassThrough() {
    let user = VaultUser().withVault()
    let run = user.shell(
      "export RAW=\"$(printf 'a\\377b')\"; specvault run -- sh -c 'printf %s \"$RAW\" | od -An -tx1'")
    #expect(run.output == " 61 ff 62\n", "\(run.error)")
  }

  @Test func copiesBetweenEnvironments() {
    let user = shop()
    #expect(user.run("copy", "API_KEY", "--from", "staging", "--to", "production").status == 0)
    #expect(user.run("get", "shop/production/API_KEY").output == "key-of-staging")
    #expect(user.run("copy", "NONE", "--from", "staging", "--to", "production").status == 1)
    #expect(user.run("copy", "API_KEY", "--from", "staging").status == 2)
    #expect(user.run("copy", "API_KEY", "--from", "staging", "--to", "nowhere").status == 2)
  }

  @Test func ownNamingRules() {
    let user = VaultUser([
      ".specvault.yaml": "naming:\n  secretsmanager: '{environment}/{project}/{name}'\n",
      "deployment-spec.md": SampleSpec.text,
    ]).withVault()
    user.put("staging/shop/API_KEY", "k")
    #expect(user.run("run", "-e", "staging", "--only", "API_KEY", "--", "sh", "-c", "echo $API_KEY").output == "k\n")
    user.project.write(".specvault.yaml", "nameing: {}\n")
    let wrong = user.run("run", "--", "true")
    #expect(wrong.status == 2 && wrong.error.contains("did you mean 'naming'?"))
  }

  @Test func theCommandTakesTheProcessOver() {
    let user = shop([".env": "NODE_ENV=x\n"])
    let script = """
      import os, signal, subprocess, sys, time
      child = subprocess.Popen([sys.argv[1], "run", "-e", "staging", "--", "sleep", "60"])
      for _ in range(200):
          time.sleep(0.05)
          if open(f"/proc/{child.pid}/comm").read().strip() == "sleep": break
      child.send_signal(signal.SIGTERM)
      assert child.wait() == -signal.SIGTERM
      masked = subprocess.Popen([sys.argv[1], "run", "--mask", "-e", "staging", "--", "sh", "-c", "echo ready; exec sleep 60"], stdout=subprocess.PIPE)
      masked.stdout.readline()
      masked.send_signal(signal.SIGTERM)
      assert masked.wait() == -signal.SIGTERM
      import resource
      limits = subprocess.run([sys.argv[1], "run", "-e", "staging", "--", "sh", "-c", "ulimit -c"], capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (4096, resource.RLIM_INFINITY)))
      assert limits.stdout.strip() in ("4", "8"), limits.stdout
      print("its own")
      """
    let result = user.python(script)
    #expect(result.output == "its own\n", "\(result.error)")
  }

  @Test func maskingHidesSecretsAlsoSplitOverWrites() {
    let user = shop([".env": "NODE_ENV=x\n"])
    let script = """
      import os, sys, time, base64, urllib.parse
      key = os.environ["API_KEY"]
      sys.stdout.write("a " + key + " b " + key[:5]); sys.stdout.flush(); time.sleep(0.2)
      sys.stdout.write(key[5:] + " c\\n"); sys.stdout.flush()
      sys.stderr.write(urllib.parse.quote(os.environ["DATABASE_URL"], safe="") + "|" + base64.b64encode(key.encode()).decode() + "\\n")
      sys.stdout.write(key[:6] + "\\n")
      sys.exit(5)
      """
    let run = user.run("run", "--mask", "-e", "staging", "--", BuiltPackage.python, "-c", script)
    #expect(run.status == 5)
    #expect(run.output == "a *** b *** c\nkey-of\n")
    #expect(run.error.hasPrefix("***|***"), "\(run.error)")
  }

  /// The session's own keys are secrets as well.
  @Test func maskingHidesTheEndpointsKeys() {
    let user = VaultUser().withVault()
    let script = #"echo "$AWS_ACCESS_KEY_ID|$AWS_SECRET_ACCESS_KEY|$AWS_SESSION_TOKEN|$AWS_REGION""#
    let run = user.run("run", "--mask", "--with-endpoint", "--", "sh", "-c", script)
    #expect(run.output == "***|***|***|us-east-1\n", "\(run.error)")
  }

  @Test func taskDefinitions() {
    let user = VaultUser().withVault()
    user.put("app/db", #"{"password":"pw"}"#)
    user.put("/app/level", "info", "--type", "String")
    user.project.write(
      "task.json",
      """
      {"family": "app", "containerDefinitions": [
        {"name": "web", "image": "a", "environment": [{"name": "PLAIN", "value": "$literal"}],
         "secrets": [{"name": "PW", "valueFrom": "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:app/db-AbCdEf:password::"},
                     {"name": "LEVEL", "valueFrom": "/app/level"}]},
        {"name": "side", "image": "b", "secrets": [{"name": "X", "valueFrom": "/none"}]}]}
      """)
    let two = user.run("run", "--task-definition", "task.json", "--", "true")
    #expect(two.status == 2 && two.error.contains("web, side"))
    let run = user.run(
      "run", "--task-definition", "task.json", "--container", "web", "--", "sh", "-c", #"echo "$PLAIN|$PW|$LEVEL""#)
    #expect(run.output == "$literal|pw|info\n", "\(run.error)")
    let side = user.run("run", "--task-definition", "task.json", "--container", "side", "--", "true")
    #expect(side.status == 1 && side.error.contains("'X'"))
  }

  @Test func checkComparesTheVaultWithTheSpec() {
    let user = shop()
    user.put("shop/production/DATABASE_URL", "not-a-url")
    user.put("shop/production/API_KEY", "key-of-staging")
    let check = user.run("check")
    #expect(check.status == 1)
    #expect(check.output.contains("is not a URL") && check.output.contains("is the same as in staging"))
    #expect(check.output.contains("is the same as in production") && check.output.contains("not set, and optional"))
    #expect(!check.output.contains("key-of-staging"))
    user.put("shop/production/DATABASE_URL", "postgres://production")
    user.put("shop/production/API_KEY", "key-of-production")
    #expect(user.run("check").status == 0)
    user.run("delete", "shop/production/API_KEY", "--force")
    let missing = user.run("check", "-e", "production", "--format", "json")
    #expect(missing.status == 1 && missing.output.contains(#""state" : "missing""#))
    #expect(user.run("check", "-e", "staging").status == 0)
  }

  private static let nasty = [
    "A": "plain", "B": "with space", "C": "quote ' single", "D": "quote \" double", "E": "both ' and \"",
    "F": "$HOME ${X} `id`",
    "G": "line\nbreak", "H": "back\\slash\\n", "I": "hash # in", "J": " lead", "K": "trail ", "L": "한글 🔑",
    "M": "ends\\",
    "N": "=x=", "O": "\ttab", "P": "'", "Q": "\"", "R": "a'b\\", "S": "multi\nline 'x'\n",
  ]

  /// All values in one file, so that one that is quoted wrongly spoils its neighbours too.
  /// - Returns: What a loader reads, and the names that were refused.
  private func roundTrip(
    _ user: VaultUser, _ format: String, _ dialect: String, _ reader: [String]
  ) throws -> (read: [String: String], refused: [String]) {
    user.project.write(".speclint.yaml", "dotenv: \(dialect)\n")
    var names = RunTests.nasty.keys.sorted()
    var refused: [String] = []
    while true {
      let export = user.run("export", "--prefix", "x/", "--only", names.joined(separator: ","), "--format", format)
      guard export.status == 1 else {
        user.project.write("out", export.output)
        let read = Shell.run(reader + names, in: user.project.path)
        return (try JSONDecoder().decode([String: String].self, from: Data(read.outputBytes)), refused)
      }
      let list = try #require(export.error.firstMatch(of: /the value of (.+) so that/)?.1)
      let new = list.split(separator: ", ").map(String.init)
      try #require(!new.isEmpty, "\(export.error)")
      refused += new
      names.removeAll(where: new.contains)
    }
  }

  @Test func realLoadersReadBackWhatIsExported() throws {
    let user = VaultUser().withVault()
    let json = String(decoding: try JSONEncoder().encode(RunTests.nasty), as: UTF8.self)
    #expect(user.run("import", "--prefix", "x/", "-", input: json).status == 0)
    let python = [BuiltPackage.python, "-c"]
    let dump = "import json, os, sys; print(json.dumps({n: os.environ[n] for n in sys.argv[1:]}))"
    let shell = ["sh", "-c", "set -a; . ./out; exec \"$0\" -c '\(dump)' \"$@\"", BuiltPackage.python]
    let node = "console.log(JSON.stringify(require('util').parseEnv(require('fs').readFileSync('out','utf8'))))"
    let cases: [(format: String, dialect: String, reader: [String], refused: [String])] = [
      ("shell", "node", shell, []), ("dotenv", "bash", shell, []),
      ("dotenv", "python", python + ["import dotenv, json; print(json.dumps(dotenv.dotenv_values('out')))"], ["F"]),
      ("dotenv", "node-env-file", [BuiltPackage.tool("node"), "-e", node, "--"], []),
      ("json", "node", ["sh", "-c", "cat out"], []),
      ("yaml", "node", python + ["import json, yaml; print(json.dumps(yaml.safe_load(open('out'))))"], []),
    ]
    for (format, dialect, reader, refused) in cases {
      let result = try roundTrip(user, format, dialect, reader)
      #expect(result.refused == refused, "\(format) \(dialect)")
      #expect(result.read == RunTests.nasty.filter { !refused.contains($0.key) }, "\(format) \(dialect)")
    }
  }

  @Test func importsOfAllKinds() {
    let user = VaultUser().withVault()
    user.project.write("a.env", "A='one two'\nB=\"x\\ny\"\n")
    let dry = user.run("import", "--prefix", "p/", "a.env", "--dry-run")
    #expect(dry.status == 0 && dry.error.contains("new") && !dry.error.contains("one two"))
    #expect(user.run("list").output.isEmpty)
    #expect(user.run("import", "--prefix", "p/", "a.env").status == 0)
    #expect(user.run("get", "p/A").output == "one two" && user.run("get", "p/B").output == "x\ny")
    user.project.write("a.env", "A=changed\n")
    let conflict = user.run("import", "--prefix", "p/", "a.env")
    #expect(conflict.status == 1 && user.run("get", "p/A").output == "one two")
    #expect(user.run("import", "--prefix", "p/", "a.env", "--overwrite").status == 0)
    #expect(user.run("get", "p/A").output == "changed")
    let aws = [
      #"{"ARN":"a","Name":"from/aws","VersionId":"v","SecretString":"s1","VersionStages":["AWSCURRENT"]}"#,
      #"{"Parameters":[{"Name":"/x/a","Type":"String","Value":"v1"},{"Name":"/x/b","Type":"SecureString","Value":"v2"}]}"#,
      #"{"Parameter":{"Name":"/x/c","Type":"StringList","Value":"a,b"}}"#, #"{"plain":"v3"}"#,
    ]
    for text in aws { #expect(user.run("import", "--prefix", "json/", "-", input: text).status == 0) }
    #expect(user.run("get", "from/aws").output == "s1" && user.run("get", "/x/b").output == "v2")
    #expect(user.run("get", "/x/c").output == "a,b" && user.run("get", "json/plain").output == "v3")
    #expect(user.run("import", "--prefix", "sh/", "-", input: "export A='it'\\''s'\nexport B=plain\n").status == 0)
    #expect(user.run("get", "sh/A").output == "it's")
    for bad in ["{\"a\":", "export A=$(id)\n", "[1]", "\u{0}"] {
      let refused = user.run("import", "-", input: bad)
      #expect(refused.status == 2 || refused.error.contains("nothing"), "\(bad): \(refused.error)")
    }
  }

  @Test func importKeepsToTheSpec() {
    let user = VaultUser(["deployment-spec.md": SampleSpec.text, "a.env": "NODE_ENV=x\nAPI_KEY=k\n"]).withVault()
    let imported = user.run("import", "-e", "staging", "a.env")
    #expect(imported.status == 0 && imported.error.contains("left out") && imported.error.contains("NODE_ENV"))
    #expect(user.run("list").output.contains("shop/staging/API_KEY") && !user.run("list").output.contains("NODE_ENV"))
  }

  @Test func actSecrets() {
    let user = VaultUser().withVault()
    #expect(user.run("import", "--format", "act", "-", input: "DEPLOY_KEY=abc\n").status == 0)
    #expect(user.run("list").output.contains("github"))
    #expect(user.run("export", "--format", "act").output == "DEPLOY_KEY=abc\n")
  }

  @Test func editInAnEditor() {
    let user = VaultUser().withVault()
    user.put("s", "old")
    let editor = "sh -c 'stat -c %a \"$0\" >&2; dirname \"$0\" >&2; printf \"new\\n\" > \"$0\"'"
    let edited = user.run("edit", "s", environment: ["EDITOR": editor, "VISUAL": ""])
    #expect(edited.status == 0 && edited.error.contains("600\n/dev/shm/specvault-"), "\(edited.error)")
    #expect(user.run("get", "s").output == "new")
    #expect(
      !Shell.run(["ls", "/dev/shm"]).output.contains(edited.error.split(separator: "/").last.map(String.init) ?? "?"))
    #expect(user.run("edit", "s", environment: ["EDITOR": "false", "VISUAL": ""]).status == 1)
    #expect(user.run("edit", "s", environment: ["EDITOR": "true", "VISUAL": ""]).output.contains("unchanged"))
  }
}
