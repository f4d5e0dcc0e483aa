import TestSupport
import Testing

@testable import Vault
@testable import specvault

/// The pin in `.specvault.yaml`: which vaults it is compared with, and how it is written.
@Suite struct PinTests {
  private func pin(_ user: VaultUser) -> String {
    let text = user.project.read(".specvault.yaml")
    return text.split(separator: "\n").last { $0.hasPrefix("vault: ") }.map { String($0.dropFirst(7)) } ?? ""
  }

  /// A vault that opens for somebody, made by somebody else who knows the public key alone.
  private func forged(for user: VaultUser) -> TemporaryFolder {
    let key = user.shell("grep -o 'age1.*' $HOME/.config/deployspec/identity.txt").output.split(separator: "\n")
      .joined()
    let enemy = VaultUser()
    let own = enemy.run("keygen").output.split(separator: "\n").joined()
    enemy.run("init", "--recipient", key, "--recipient", own)
    enemy.put("v/development/K", "forged")
    return enemy.project
  }

  // MARK: Which vault

  @Test(arguments: ["../dl/vault.db", "other/.specvault/vault.db", "vault.db"])
  func aVaultThatIsNamedIsComparedToo(_ place: String) {
    let user = VaultUser().withVault()
    user.put("v/development/K", "real")
    let ci = VaultUser([".specvault.yaml": "project: v\n" + user.project.read(".specvault.yaml")], home: user.home)
    let forged = forged(for: user)
    _ = ci.shell("mkdir -p $(dirname \(place)); cp \(forged.path)/.specvault/vault.db \(place)")
    let state = ["XDG_STATE_HOME": "\(ci.project.path)/state"]
    for arguments in [
      ["run", "--vault", place, "--", "sh", "-c", "echo $K"], ["get", "--vault", place, "v/development/K"],
      ["--vault", place, "list"],
    ] {
      let result = Shell.run(
        [ci.program] + arguments, in: ci.project.path, environment: ci.environment.merging(state) { $1 })
      #expect(result.status == 4 && !result.output.contains("forged"), "\(arguments) \(result.output)")
      #expect(result.error.contains("is not the project's vault"), "\(result.error)")
    }
    let named = ci.run("list", environment: state.merging(["SPECVAULT_VAULT": place]) { $1 })
    #expect(named.status == 4, "\(named.output)")
    // The right one is taken from anywhere.
    _ = ci.shell("cp \(user.project.path)/.specvault/vault.db \(place)")
    let right = ci.run("run", "--vault", place, "--", "sh", "-c", "echo $K", environment: state)
    #expect(right.output == "real\n" && right.error == "", "\(right.error)")
  }

  /// One that was made or accepted on this machine is known by the memory.
  @Test func anotherVaultOfOnesOwnIsUsedBesideTheProjects() {
    let user = VaultUser().withVault()
    user.put("s", "x")
    #expect(user.run("backup", "b.age").status == 0)
    let before = user.project.read(".specvault.yaml")
    #expect(user.run("init", "--vault", "restored.db", "--from-backup", "b.age").error.contains("vault: pin1-"))
    #expect(user.run("get", "s", "--vault", "restored.db").output == "x")
    #expect(user.run("rekey", "--vault", "restored.db").status == 0)
    #expect(user.run("get", "s", "--vault", "restored.db").output == "x")
    #expect(user.project.read(".specvault.yaml") == before)
    let state = ["XDG_STATE_HOME": "\(user.project.path)/state"]
    #expect(user.run("get", "s", "--vault", "restored.db", environment: state).status == 4)
    #expect(user.run("--vault", "restored.db", "verify", "--accept", environment: state).status == 0)
    #expect(user.run("get", "s", "--vault", "restored.db", environment: state).output == "x")
    #expect(user.project.read(".specvault.yaml") == before)
  }

  @Test func aVaultBelowThePinnedRootIsComparedWithItsPin() {
    let user = VaultUser().withVault()
    user.put("v/development/K", "real")
    let forged = forged(for: user)
    _ = user.shell("git init -q .; mkdir -p sub/.specvault; cp \(forged.path)/.specvault/vault.db sub/.specvault/")
    let result = user.run("get", "v/development/K", in: "\(user.project.path)/sub")
    #expect(result.status == 4 && result.output == "", "\(result.error)")
    // A vault of its own has a pin of its own.
    _ = user.shell("rm -r sub/.specvault")
    #expect(user.run("init", "--vault", "sub/.specvault/vault.db").status == 0)
    #expect(user.run("list", in: "\(user.project.path)/sub").status == 0)
    #expect(user.run("list").output.contains("v/development/K"))
  }

  // MARK: Earlier keys

  /// The vault is ignored by git and stays, `.specvault.yaml` goes back with the branch.
  @Test(arguments: [false, true]) func aPinOfAnEarlierKeyThatIsKnownHereIsANote(_ isRemoval: Bool) {
    let user = VaultUser().withVault()
    user.put("s", "x")
    let colleague = VaultUser()
    let key = colleague.run("keygen").output.split(separator: "\n").joined()
    user.run("recipients", "add", key, "--name", "bob")
    let old = user.project.read(".specvault.yaml")
    let changed = isRemoval ? user.run("recipients", "remove", "bob") : user.run("rekey")
    #expect(changed.status == 0 && changed.error.contains("was written to .specvault.yaml"), "\(changed.error)")
    let new = user.project.read(".specvault.yaml")
    user.project.write(".specvault.yaml", old)
    let list = user.run("run", "--", "true")
    #expect(list.status == 0 && list.error.contains("earlier key"), "\(list.error)")
    #expect(user.project.read(".specvault.yaml") == old)
    // Any other machine believes the pin.
    #expect(user.run("list", environment: ["XDG_STATE_HOME": "\(user.project.path)/state"]).status == 4)
    #expect(user.run("verify", "--accept").status == 0)
    #expect(user.project.read(".specvault.yaml") == new)
    // One that nobody knows stays what it is.
    user.project.write(".specvault.yaml", "vault: pin1-00112233445566778899aabbccddeeff\n")
    #expect(user.run("list").status == 4)
  }

  // MARK: Writing

  static let spellings = [
    "{project: c, vault: PIN}\n", "{vault: PIN, project: c}", "\"vault\": PIN\nproject: c\n",
    "project: c\nvault : PIN\n",
    "? vault\n: PIN\n", "vault:\n  PIN\nproject: c\n", "vault: \"PIN\" # the team's\nproject: c\n",
    "vault: 'PIN'\r\nproject: c\r\n",
    "vault: &p PIN\n", "  vault: PIN\n  project: c\n", "---\nvault: PIN\n...\n",
    "# 금고\nproject: 결제\nvault: PIN  # ours\nallow: [A]\n",
    "\u{FEFF}vault: PIN\n", "vault: |-\n  PIN\nproject: c\n", "vault: >-\n  PIN\n",
  ]

  @Test(arguments: spellings) func aPinIsReplacedHoweverItIsWritten(_ text: String) throws {
    let pin = try #require(VaultPin("pin1-00112233445566778899aabbccddeeff"))
    let other = try #require(VaultPin("pin1-ffeeddccbbaa99887766554433221100"))
    let folder = TemporaryFolder([".specvault.yaml": text.replacing("PIN", with: "\(pin)")])
    let file = try #require(PinFile(ofVault: "\(folder.path)/.specvault/vault.db"))
    let settings = try VaultSettings.read("\(folder.path)/.specvault.yaml")
    #expect(try file.read() == pin)
    try file.requireWritable()
    try file.write(other)
    #expect(try file.read() == other)
    var written = try VaultSettings.read("\(folder.path)/.specvault.yaml")
    written.pin = settings.pin
    #expect(written == settings)
    if text.contains("#") {
      #expect(folder.read(".specvault.yaml").contains(text.contains("ours") ? "# ours" : "# the team's"))
    }
  }

  @Test(arguments: [
    ("", "vault: PIN\n"), ("project: c", "project: c\nvault: PIN\n"), ("{project: c}\n", "{project: c, vault: PIN}\n"),
    ("{}\n", "{vault: PIN}\n"), ("project: c\r\n", "project: c\r\nvault: PIN\r\n"),
    ("# nothing yet\n", "# nothing yet\nvault: PIN\n"),
    ("  project: c\n", "  project: c\n  vault: PIN\n"),
    ("naming:\n  ssm: /{name}\n# end\n", "naming:\n  ssm: /{name}\n# end\nvault: PIN\n"),
  ]) func aPinIsAdded(_ text: String, _ expected: String) throws {
    let pin = try #require(VaultPin("pin1-00112233445566778899aabbccddeeff"))
    let folder = TemporaryFolder([".specvault.yaml": text])
    try #require(PinFile(ofVault: "\(folder.path)/.specvault/vault.db")).write(pin)
    #expect(folder.read(".specvault.yaml") == expected.replacing("PIN", with: "\(pin)"))
  }

  /// What the text leaves no place for is refused before anything is changed.
  @Test func aFileThatCannotBeChangedKeepsTheKeyAsItIs() {
    let user = VaultUser().withVault()
    user.put("s", "x")
    let pin = pin(user)
    let text = "project: &a \(pin)\nvault: *a\n"
    user.project.write(".specvault.yaml", text)
    #expect(user.run("rekey").status == 0)
    #expect(user.project.read(".specvault.yaml") == "project: &a \(pin)\nvault: \(self.pin(user))\n")
    user.project.write(".specvault.yaml", "vault: &a \(self.pin(user))\nproject: *a\n")
    let refused = user.run("rekey")
    #expect(refused.status == 2 && refused.error.contains("cannot be changed"), "\(refused.error)")
    #expect(user.run("get", "s").output == "x")
  }

  // MARK: Clones

  @Test func aCloneWithoutTheVaultIsToldOfIt() {
    let user = VaultUser().withVault()
    user.put("s", "x")
    let pins = user.project.read(".specvault.yaml")
    let clone = VaultUser([".specvault.yaml": pins])
    let run = clone.run("run", "--", "true")
    #expect(run.status == 1 && run.error.contains("says that the project has one"), "\(run.error)")
    let made = clone.run("init")
    #expect(made.status == 1 && made.error.contains("which is not here"), "\(made.error)")
    #expect(clone.project.read(".specvault.yaml") == pins)
    #expect(clone.run("scan").status == 0)
    // Who had it here makes another one, and is told of the pin.
    _ = user.shell("rm .specvault/vault.db")
    let again = user.run("init")
    #expect(again.status == 0 && again.error.contains("in the place of"), "\(again.error)")
    #expect(user.run("list").status == 0)
  }

  /// Where the project's file cannot be written there is a vault without a pin, and not half of one.
  @Test func aVaultIsMadeWhereThePinCannotBeWritten() {
    // Behind the end of a document nothing belongs to it.
    let user = VaultUser([".specvault.yaml": "project: c\n...\n"])
    let made = user.run("init")
    #expect(made.status == 0 && made.error.contains("it is not pinned"), "\(made.error)")
    #expect(user.project.read(".specvault.yaml") == "project: c\n...\n")
    #expect(user.run("list").status == 0 && user.run("rekey").status == 0)
  }

  // MARK: Passphrases

  @Test func aRecipientDoesNotTakeThePlaceOfAPassphrase() {
    let user = VaultUser(["pass": "correct horse\n"])
    let pass = ["SPECVAULT_PASSPHRASE_FILE": "\(user.project.path)/pass"]
    user.run("init", "--passphrase", environment: pass)
    user.run("put", "s", "-", input: "x", environment: pass)
    let key = VaultUser().run("keygen").output.split(separator: "\n").joined()
    let added = user.run("recipients", "add", key, environment: pass)
    #expect(added.status == 1 && added.error.contains("rekey --to-identity"), "\(added.error)")
    #expect(user.run("get", "s", environment: pass).output == "x")
    user.run("keygen", "-o", "\(user.home.path)/.config/deployspec/identity.txt")
    #expect(user.run("rekey", "--to-identity", environment: pass).status == 0)
    #expect(user.run("recipients", "add", key).status == 0)
    // And a second time nobody is left out.
    #expect(user.run("rekey", "--to-identity").status == 0)
    #expect(user.run("recipients").output.contains(key))
    #expect(user.run("get", "s").output == "x")
  }
}
