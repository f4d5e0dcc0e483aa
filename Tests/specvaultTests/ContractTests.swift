import TestSupport
import Testing

/// Commands, their output and their exit codes, as users and scripts depend on them.
@Suite struct ContractTests {
  let user = VaultUser().withVault()

  @Test func aNewUserNeedsNothingElse() {
    let new = VaultUser()
    let made = new.run("init")
    #expect(made.status == 0 && made.output.contains("made your identity"))
    #expect(made.error.contains("a lost identity means lost secrets"))
    #expect(new.project.read(".specvault/.gitignore").contains("\n*\n"))
    #expect(Shell.run(["stat", "-c", "%a", "\(new.project.path)/.specvault/vault.db"]).output == "600\n")
    #expect(Shell.run(["stat", "-c", "%a", "\(new.home.path)/.config/deployspec/identity.txt"]).output == "600\n")
    #expect(new.run("init").status == 1)
    let second = VaultUser(project: TemporaryFolder())
    #expect(second.run("list").status == 1, "no vault")
  }

  @Test(arguments: ["plain", "with\nbreaks\n", "", " spaces ", "한글 🔑", "quote ' \" ` $ \\", "\u{1}\u{2}\r\n"])
  func valuesGoInAndOutByteForByte(_ value: String) {
    let put = user.run("put", "a/b", "-", input: value)
    guard !value.isEmpty else {
      #expect(put.status == 1 && put.error.contains("empty"))
      return
    }
    #expect(put.status == 0, "\(put.error)")
    let got = user.run("get", "a/b")
    #expect(got.output == value && got.error.isEmpty)
    user.project.write("value.bin", value)
    #expect(user.run("put", "a/c", "@value.bin").status == 0)
    #expect(user.run("get", "a/c").output == value)
  }

  @Test func binaryValues() {
    let bytes = (0...255).map { UInt8($0) }
    user.project.write("value.bin", bytes: bytes)
    #expect(user.run("put", "bin", "@value.bin").status == 0)
    #expect(user.run("get", "bin").outputBytes == bytes)
  }

  @Test func aValueAsAnArgumentIsWarnedOf() {
    let put = user.run("put", "a", "visible")
    #expect(put.status == 0 && put.error.contains("warning"))
    #expect(!put.error.contains("visible") && !put.output.contains("visible"))
  }

  @Test func exitCodes() {
    user.put("a", "x")
    user.put("/a", "x")
    #expect(user.run("get", "none").status == 1)
    #expect(user.run("get").status == 2)
    #expect(user.run("frobnicate").status == 2)
    #expect(user.run("get", "a").status == 2, "it is in two stores")
    #expect(user.run("get", "a", "--store", "secretsmanager").output == "x")
    #expect(user.run("get", "a", "--account", "12").status == 2)
    #expect(user.run("resolve", "{{resolve:x:y}}").status == 2)
    let stranger = VaultUser(project: user.project)
    let locked = stranger.run("get", "/a")
    #expect(
      locked.status == 3 && locked.error.hasPrefix("specvault: error: ") && locked.error.contains("specvault: hint: "))
    stranger.run("keygen")
    #expect(stranger.run("get", "/a").status == 3)
    #expect(user.run("get", "/a", environment: ["SPECVAULT_IDENTITY": "/nonexistent"]).status == 3)
    #expect(user.run("--version").status == 0)
    #expect(user.run("run", "--", "/nonexistent").status == 127)
    #expect(user.run("run", "--", "/etc").status == 126)
    #expect(user.run("run", "--", "sh", "-c", "exit 7").status == 7)
  }

  @Test func damagedFiles() {
    user.put("a/b", "x")
    let bytes = user.project.readBytes(".specvault/vault.db")
    user.project.write(".specvault/vault.db", bytes: Array(bytes.prefix(5000)))
    let damaged = user.run("get", "a/b")
    #expect(damaged.status == 4 && damaged.error.contains("damaged"))
    user.project.write(".specvault/vault.db", "not a database at all, but long enough to be looked at as one")
    #expect(user.run("get", "a/b").status == 4)
    user.project.write(".specvault/vault.db", "")
    #expect(user.run("list").status == 4)
  }

  @Test func versionsAndTheWayBack() {
    user.put("s", "one")
    user.put("s", "two")
    #expect(user.run("get", "s", "--stage", "AWSPREVIOUS").output == "one")
    #expect(user.run("rollback", "s").status == 0)
    #expect(user.run("get", "s").output == "one")
    #expect(user.run("get", "s", "--stage", "AWSPREVIOUS").output == "two")
    user.put("/p", "1")
    user.put("/p", "2")
    #expect(user.run("rollback", "/p").status == 0)
    #expect(user.run("get", "/p").output == "1")
    #expect(user.run("get", "/p", "--version", "2").output == "2")
    #expect(user.run("label", "/p", "stable", "--version", "2").status == 0)
    #expect(user.run("get", "/p", "--label", "stable").output == "2")
    #expect(user.run("get", "/p:stable").output == "2")
    #expect(user.run("history", "/p").output.split(separator: "\n").count == 4)
    #expect(user.run("label", "s", "mine").status == 0)
    #expect(user.run("history", "s").output.contains("mine"))
    #expect(user.run("label", "s", "mine", "--remove").status == 0)
    #expect(user.run("label", "s", "mine", "--remove").status == 1)
  }

  @Test func labelsOfANewSecret() {
    #expect(user.run("put", "n", "-", "--stage", "mine", input: "x").status == 0)
    let history = user.run("history", "n").output
    #expect(history.contains("mine") && history.contains("AWSCURRENT"))
  }

  @Test func diffShowsNoValueUnlessAsked() {
    user.put("s", #"{"user":"a","password":"old-password"}"#)
    user.put("s", #"{"user":"a","password":"new-password","port":1}"#)
    let diff = user.run("diff", "s")
    #expect(diff.status == 1)
    #expect(diff.output.contains("~ password") && diff.output.contains("+ port") && !diff.output.contains("-password"))
    #expect(user.run("diff", "s", "--show-values").output.contains("new-password"))
    #expect(user.run("diff", "s", "AWSCURRENT", "AWSCURRENT").status == 0)
  }

  @Test func deletingAndRestoring() {
    user.put("s", "x")
    #expect(user.run("delete", "s", "--recovery-days", "7").status == 0)
    let refused = user.run("get", "s")
    #expect(refused.status == 1 && refused.error.contains("marked for deletion") && refused.error.contains("restore"))
    #expect(!user.run("list").output.contains("s "))
    #expect(user.run("list", "--deleted").output.contains("GONE AFTER"))
    #expect(user.run("restore", "s").status == 0)
    #expect(user.run("get", "s").output == "x")
    #expect(user.run("delete", "s", "--force").status == 0)
    #expect(user.run("restore", "s").status == 1)
    #expect(user.run("delete", "s", "--recovery-days", "3").status == 1)
  }

  @Test func copyMoveAndTags() {
    user.put("a", "x", "--tag", "team=core", "--description", "d")
    #expect(user.run("copy", "a", "b/c").status == 0)
    #expect(user.run("copy", "a", "b/c").status == 1)
    #expect(user.run("copy", "a", "b/c", "--overwrite").status == 0)
    #expect(user.run("tag", "b/c").output == "team=core\n")
    #expect(user.run("move", "b/c", "d/e").status == 0)
    #expect(user.run("get", "b/c").status == 1)
    #expect(user.run("get", "d/e").output == "x")
    #expect(user.run("history", "d/e").output.split(separator: "\n").count == 3)
    #expect(user.run("tag", "d/e", "env=dev", "--remove", "team").status == 0)
    #expect(user.run("tag", "d/e").output == "env=dev\n")
    #expect(user.run("list", "d/").output.contains("d/e"))
    #expect(user.run("list", "b/").output.isEmpty)
  }

  @Test func lists() {
    user.put("shop/A", "secret-value")
    user.put("/shop/B", "other-value", "--type", "String")
    let text = user.run("list").output
    #expect(text.contains("shop/A") && text.contains("/shop/B") && !text.contains("value"))
    let json = user.run("list", "--format", "json").output
    #expect(json.contains(#""arn" : "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/A-"#))
    #expect(user.run("list", "--store", "ssm").output.split(separator: "\n").count == 2)
    #expect(user.run("info").output.contains("1 in Secrets Manager, 1 in Parameter Store"))
  }

  @Test func fieldsOfJSONSecrets() {
    user.put("db", #"{"user":"admin","port":5432}"#)
    #expect(user.run("get", "db", "--key", "user").output == "admin")
    #expect(user.run("get", "db", "--key", "port").output == "5432")
    let missing = user.run("get", "db", "--key", "none")
    #expect(missing.status == 1 && !missing.error.contains("admin"))
  }

  @Test func injectFillsATemplateOrNothing() {
    user.put("db", "p&ss")
    user.put("/level", "info", "--type", "String")
    user.project.write("template.yaml", "a: {{resolve:secretsmanager:db}}\nb: '{{resolve:ssm:/level}}'\n")
    #expect(user.run("inject", "template.yaml").output == "a: p&ss\nb: 'info'\n")
    user.project.write("bad.yaml", "a: {{resolve:secretsmanager:db}}\nb: {{resolve:ssm:/none}}\nc: {{resolve:ssm:/x\n")
    let bad = user.run("inject", "bad.yaml")
    #expect(bad.status == 1 && bad.output.isEmpty)
    #expect(bad.error.contains("'{{resolve:ssm:/none}}': "), "the reference is named")
    #expect(bad.error.contains("bad.yaml:2:4: ") && bad.error.contains("bad.yaml:3:4: ") && !bad.error.contains("p&ss"))
  }

  @Test func randomPasswords() {
    #expect(user.run("random").output.count == 32)
    #expect(
      user.run("random", "--length", "8", "--exclude-punctuation").output.allSatisfy { $0.isLetter || $0.isNumber }
        == true)
    #expect(user.run("random", "--length", "0").status == 1)
    #expect(user.run("put", "r", "--random", "--length", "20").status == 0)
    #expect(user.run("get", "r").output.count == 20)
  }

  @Test func theAuditLogHasNoValue() {
    user.put("s", "very-secret-value")
    _ = user.run("delete", "none")
    _ = user.run("run", "--", "true")
    let log = user.run("audit").output
    #expect(log.contains("init") && log.contains("put") && log.contains("refused: ResourceNotFoundException"))
    #expect(log.contains("run") && !log.contains("very-secret"))
    #expect(user.run("audit", "--last", "1", "--format", "json").output.contains(#""action" : "run""#))
    #expect(user.run("verify").status == 0)
  }

  @Test func sharedOptionsMayStandFirst() {
    let path = "\(user.project.path)/other.db"
    #expect(user.run("--vault", path, "init").status == 0)
    #expect(user.run("--vault=\(path)", "--store", "ssm", "put", "p", "-", input: "x").status == 0)
    #expect(user.run("--vault", path, "run", "--prefix", "p", "--", "sh", "-c", "echo --vault $_").status == 0)
    #expect(user.run("--vault", path, "recipients", "list").status == 0)
    #expect(user.run("--vault", path, "recipients").status == 0)
    #expect(user.run("get", "p", "--vault", path).output == "x")
    #expect(user.run("--vault").status == 2)
  }

  @Test func helpOfEveryCommand() {
    let help = user.run("--help").output
    for line in help.split(separator: "\n") where line.hasPrefix("  ") && !line.hasPrefix("   ") {
      guard let name = line.split(separator: " ").first, !name.hasPrefix("-"), name.first?.isLowercase == true else {
        continue
      }
      #expect(user.run(String(name), "--help").status == 0, "\(name)")
    }
    #expect(user.run("--generate-completion-script", "bash").output.contains("specvault"))
  }
}
