import Console
import Syntax
import TestSupport
import Vault
import Testing

@testable import specvault

/// Which project it is, which vault, and whose: found once, the same for all commands.
@Suite struct ProjectTests {
  /// A project without a spec, called `sv` when its vault was made.
  private func sv(_ files: [String: String] = [:]) -> VaultUser {
    let user = VaultUser(files)
    _ = Shell.run(["mkdir", "-p", "\(user.project.path)/sv/src/deep"])
    user.project.write("sv/.keep", "")
    user.run("init", in: "\(user.project.path)/sv")
    for name in ["A", "B"] {
      user.run("put", "sv/development/\(name)", "-", input: "value-\(name)", in: "\(user.project.path)/sv")
    }
    return user
  }

  private func taken(_ user: VaultUser, in folder: String, _ environment: [String: String] = [:]) -> String {
    let run = user.run("run", "--", "sh", "-c", "echo $A $B", environment: environment, in: folder)
    return run.output + run.error
  }

  @Test func aSubfolderIsTheSameProject() {
    let user = sv()
    let root = "\(user.project.path)/sv"
    for folder in [root, "\(root)/src", "\(root)/src/deep"] {
      #expect(taken(user, in: folder) == "value-A value-B\n", "\(folder)")
      #expect(user.run("info", in: folder).output.contains("project     sv\n"))
      #expect(user.run("export", in: folder).output.contains("A=value-A"))
    }
  }

  @Test func aCloneUnderAnotherNameIsTheSameProject() {
    let user = sv()
    let other = TemporaryFolder()
    _ = Shell.run(["cp", "-R", "\(user.project.path)/sv", "\(other.path)/elsewhere"])
    #expect(taken(user, in: "\(other.path)/elsewhere") == "value-A value-B\n")
    #expect(taken(user, in: "\(other.path)/elsewhere/src") == "value-A value-B\n")
  }

  @Test func aWorkTreeIsTheSameProject() {
    let user = sv()
    let root = "\(user.project.path)/sv"
    let script = """
      cd '\(root)' && git init -q && git add .keep && \
      git -c user.name=t -c user.email=t@example.com commit -qm a && git worktree add -q '\(user.project.path)/feature'
      """
    #expect(Shell.run(["sh", "-c", script]).status == 0)
    #expect(taken(user, in: "\(user.project.path)/feature") == "value-A value-B\n")
    let within = Shell.run(["git", "-C", root, "worktree", "add", "-q", "\(root)/.trees/fix"])
    #expect(within.status == 0)
    #expect(taken(user, in: "\(root)/.trees/fix") == "value-A value-B\n")
  }

  @Test func aBackupKeepsTheProjectsName() {
    let user = sv()
    user.run("backup", "../b.age", in: "\(user.project.path)/sv")
    user.project.write("new/.keep", "")
    let made = user.run("init", "--from-backup", "../b.age", in: "\(user.project.path)/new")
    #expect(made.status == 0, "\(made.error)")
    #expect(taken(user, in: "\(user.project.path)/new") == "value-A value-B\n")
  }

  @Test func theNameIsTheSpecsThenTheSettingsThenTheVaults() {
    let user = sv()
    let root = "\(user.project.path)/sv"
    user.run("put", "team/development/A", "-", input: "team-A", in: root)
    user.run("put", "shop/staging/A", "-", input: "shop-A", in: root)
    user.project.write("sv/.specvault.yaml", "project: team\n")
    #expect(user.run("run", "--", "sh", "-c", "echo $A", in: "\(root)/src").output == "team-A\n")
    user.project.write("sv/docs/deployment-spec.md", SampleSpec.text)
    let only = user.run("run", "--only", "A", "--", "sh", "-c", "echo $A", in: "\(root)/src/deep")
    #expect(only.output == "shop-A\n", "\(only.error)")
    user.project.write(
      "sv/docs/deployment-spec.md", SampleSpec.text.replacing("project: shop", with: "project: '{{PROJECT}}'"))
    let unfilled = user.run("run", "-e", "staging", "--only", "A", "--", "sh", "-c", "echo $A", in: root)
    #expect(unfilled.output == "\n" && !unfilled.error.isEmpty)
    #expect(user.run("info", in: root).output.contains("project     team\n"))
  }

  @Test func theVaultIsMadeForTheProjectThatSettingsName() {
    let user = VaultUser([".specvault.yaml": "project: team\n", "src/a": ""])
    user.run("init", in: "\(user.project.path)/src")
    user.put("team/development/A", "a")
    user.project.write(".specvault.yaml", "")
    #expect(user.run("run", "--", "sh", "-c", "echo $A").output == "a\n")
    let wrong = VaultUser([".specvault.yaml": "projekt: team\n"])
    let made = wrong.run("init")
    #expect(made.status == 2 && made.error.contains("did you mean 'project'?"), "\(made.error)")
  }

  // MARK: Settings

  @Test(arguments: [
    ("nameing: {}\n", ".specvault.yaml:1:1: unknown key 'nameing'; did you mean 'naming'?"),
    ("naming: {smm: '/{name}'}\n", ".specvault.yaml:1:10: unknown store 'smm'; did you mean 'ssm'?"),
    ("naming: {ssm: '/x'}\n", "naming.ssm: '/x' has no '{name}' in it"),
    ("naming: /{name}\n", ".specvault.yaml:1:9: expected stores, each with a pattern"),
    ("project: [a]\n", ".specvault.yaml:1:10: 'project' takes a string"),
    ("allow: [A-B]\n", "allow: 'A-B' is not the name of a variable"),
    ("vault: {}\n", ".specvault.yaml:1:8: 'vault' takes a string"), ("- a\n", "expected a mapping of settings"),
  ])
  func settingsAreChecked(_ text: String, _ message: String) {
    let user = VaultUser().withVault()
    user.project.write(".specvault.yaml", text)
    for command in [["run", "--", "true"], ["export"], ["run", "--show"]] {
      let result = Shell.run([user.program] + command, in: user.project.path, environment: user.environment)
      #expect(result.status == 2 && result.error.contains(message), "\(result.error)")
    }
  }

  /// The pin stands in the folder that holds the vault's own, and is written there without touching the rest.
  @Test func thePinIsReadAndWritten() throws {
    let folder = TemporaryFolder([".specvault.yaml": "# ours\nproject: p\n"])
    let pins = try #require(PinFile(ofVault: "\(folder.path)/.specvault/vault.db"))
    let pin = try #require(VaultPin("pin1-00112233445566778899aabbccddeeff"))
    #expect(try pins.read() == nil)
    try pins.write(pin)
    #expect(folder.read(".specvault.yaml") == "# ours\nproject: p\nvault: \(pin)\n")
    #expect(try pins.read() == pin)
    let other = try #require(VaultPin("pin1-ffeeddccbbaa99887766554433221100"))
    try pins.write(other)
    #expect(folder.read(".specvault.yaml") == "# ours\nproject: p\nvault: \(other)\n")
    folder.write(".specvault.yaml", "vault: 7\n")
    #expect(throws: UsageFailure.self) { try pins.read() }
    #expect(PinFile(ofVault: "\(folder.path)/any.db") == nil)
  }

  @Test func theSchemaHasTheKeysThatThereAre() throws {
    let path = "\(BuiltPackage.root)/schemas/vault-config.schema.json"
    let source = try #require(try SettingsReading.source(path))
    let schema = YAMLParser.parse(source).documents.first
    #expect(schema?["properties"]?.entries.compactMap(\.key.text) == VaultSettings.keys)
  }

  /// Both programs read one file and agree on it.
  @Test func theLintersConfigurationIsReadByBothAlike() {
    let user = VaultUser([
      "deployment-spec.md": SampleSpec.text, ".speclint.yaml": "environments: {staging: {names: acceptance}}\n",
    ]).withVault()
    user.put("shop/staging/A", "a")
    let run = user.run("run", "-e", "acceptance", "--only", "A", "--", "sh", "-c", "echo $A")
    #expect(run.output == "a\n", "\(run.error)")
    for text in ["enviroments: {}\n", "environments: {staging: {nams: a}}\n", "dotenv: nodejs\n", "spec: {a: b}\n"] {
      user.project.write(".speclint.yaml", text)
      let lint = Shell.run([BuiltPackage.program("speclint")], in: user.project.path)
      let run = user.run("run", "--", "true")
      #expect(lint.status == 2 && run.status == 2, "\(text)")
      let place = run.error.firstMatch(of: /\.speclint\.yaml:1:\d+: [^\n]*/)?.0
      #expect(place.map { lint.error.contains($0) } == true, "\(text): \(run.error) \(lint.error)")
    }
  }

  // MARK: Which vault

  @Test func theVariableNamesAVaultAndTheOptionWins() {
    let user = sv()
    let path = "\(user.project.path)/sv/.specvault/vault.db"
    let other = TemporaryFolder()
    #expect(taken(user, in: other.path, ["SPECVAULT_VAULT": path]) == "value-A value-B\n")
    #expect(taken(user, in: user.project.path, ["SPECVAULT_VAULT": "sv/.specvault/vault.db"]) == "value-A value-B\n")
    let option = user.run("list", "--vault", "none.db", environment: ["SPECVAULT_VAULT": path], in: other.path)
    #expect(option.status == 1 && option.error.contains("none.db"))
    #expect(user.run("list", environment: ["SPECVAULT_VAULT": ""], in: other.path).status == 1)
    let child = user.run("run", "--", "sh", "-c", "echo $SPECVAULT_VAULT", environment: ["SPECVAULT_VAULT": path])
    #expect(child.output == path + "\n")
  }

  @Test func theSearchEndsAtTheRepositorysTopAndAtHome() {
    let user = VaultUser(["inner/src/a": "", "plain/a": ""]).withVault()
    _ = Shell.run(["git", "init", "-q", "\(user.project.path)/inner"])
    #expect(user.run("list", in: "\(user.project.path)/plain").status == 0)
    let stopped = user.run("list", in: "\(user.project.path)/inner/src")
    #expect(stopped.status == 1 && stopped.error.contains("inner/src/.specvault/vault.db"), "\(stopped.error)")
    let home = ["HOME": "\(user.project.path)/plain", "XDG_CONFIG_HOME": "\(user.home.path)/.config"]
    #expect(user.run("list", environment: home, in: "\(user.project.path)/plain").status == 1)
  }

  @Test(
    .enabled(if: VaultUser.isRoot, "only root can give files away"), arguments: [".specvault", ".specvault/vault.db"])
  func anotherUsersVaultIsRefusedWhereItWasSearchedFor(_ part: String) {
    let user = VaultUser(["sub/a": ""]).withVault()
    user.put("s", "x")
    _ = Shell.run(["chown", "65534", "\(user.project.path)/\(part)"])
    let path = "\(user.project.path)/.specvault/vault.db"
    let refused = user.run("get", "s", in: "\(user.project.path)/sub")
    #expect(refused.status == 1 && refused.error.contains("belongs to another user (65534)"), "\(refused.error)")
    #expect(user.run("run", "--", "true").status == 1 && user.run("scan").status == 1)
    #expect(user.run("get", "s", environment: ["SUDO_UID": "1234"]).status == 1)
    #expect(user.run("get", "s", "--vault", path).output == "x")
    #expect(user.run("get", "s", environment: ["SPECVAULT_VAULT": path]).output == "x")
    #expect(user.run("get", "s", environment: ["SUDO_UID": "65534"]).output == "x")
  }

  @Test(.enabled(if: VaultUser.isRoot, "only root can give files away"))
  func foldersOfTheUsersOwnListAreSafe() {
    let user = VaultUser().withVault()
    user.put("s", "x")
    _ = Shell.run(["chown", "-R", "65534", "\(user.project.path)/.specvault"])
    for (list, isSafe) in [
      ("[\(user.project.path)]", true), (user.project.path, true), ("'*'", true), ("[/tmp/*]", true),
      ("['\(user.project.path)/']", true), ("[/tmp]", false), ("['\(user.project.path)/sub']", false), ("[]", false),
    ] {
      user.home.write(".config/deployspec/specvault.yaml", "safe: \(list)\n")
      #expect((user.run("get", "s").status == 0) == isSafe, "\(list)")
    }
    user.home.write(".config/deployspec/specvault.yaml", "saef: []\n")
    let wrong = user.run("get", "s")
    #expect(wrong.status == 2 && wrong.error.contains("did you mean 'safe'?"), "\(wrong.error)")
  }

  /// What anybody may put into a folder like `/tmp` says nothing about a project below it.
  @Test func aFolderForEverybodyIsNoProjects() {
    let user = VaultUser([
      "deployment-spec.md": SampleSpec.text, ".specvault.yaml": "project: evil\n", ".env": "FROM=evil\n", "mine/a": "",
    ])
    _ = Shell.run(["chmod", "1777", user.project.path])
    let mine = "\(user.project.path)/mine"
    user.run("init", in: mine)
    user.run("put", "mine/development/A", "-", input: "a", in: mine)
    #expect(user.run("run", "--", "sh", "-c", "echo $A$FROM", in: mine).output == "a\n")
    _ = Shell.run(["chmod", "755", user.project.path])
    #expect(user.run("run", "--", "true", in: mine).error.contains("NODE_ENV"))
    // Nor where the vault itself is one's own and stands there.
    let shared = VaultUser([".env": "FROM=evil\n", "mine/a": ""]).withVault()
    shared.project.write(".specvault.yaml", "allow: [NODE_OPTIONS]\nproject: p\n")
    shared.put("p/development/NODE_OPTIONS", "--evil")
    let below = "\(shared.project.path)/mine"
    let script = "echo $FROM$NODE_OPTIONS"
    let before = shared.run("run", "--", "sh", "-c", script, environment: ["NODE_OPTIONS": ""], in: below)
    #expect(before.output == "evil--evil\n")
    _ = Shell.run(["chmod", "1777", shared.project.path])
    #expect(shared.run("run", "--", "sh", "-c", script, environment: ["NODE_OPTIONS": ""], in: below).output == "\n")
  }

  @Test func scanWithoutAVaultIsANoteAndNoFault() {
    let user = VaultUser(["a.txt": "x"])
    let scan = user.run("scan")
    #expect(scan.status == 0 && scan.error.contains("note: there is no vault here"), "\(scan.error)")
    user.project.git("init", "-q")
    #expect(user.run("scan", "--staged").status == 0)
    #expect(user.run("scan", "--vault", "none.db").status == 1)
  }
}
