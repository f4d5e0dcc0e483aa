import Age
import ArgumentParser
import Console
import Cryptography
import Diagnostics
import Vault
import Workspace

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a vault.",
    discussion: """
      Without options the vault is for your own identity, which is made if there is none. Who loses the identity loses \
      the secrets: add a second recipient, or keep a copy of the identity file elsewhere.
      """)

  @OptionGroup var place: VaultArguments

  @Option(name: .customLong("recipient"), help: ArgumentHelp("Who can open it, repeatable.", valueName: "age1…"))
  var recipients: [String] = []

  @Flag(help: "Open it by a passphrase instead of an identity.")
  var passphrase = false

  @Option(help: ArgumentHelp("Fill it from a backup.", valueName: "file"))
  var fromBackup: String?

  func validate() throws {
    if passphrase, !recipients.isEmpty {
      throw ValidationError("--passphrase and --recipient exclude each other: a passphrase stands alone")
    }
  }

  func run() throws {
    let path = place.path
    guard !FileSystem.exists(path) else {
      guard fromBackup != nil else { throw VaultError.exists(path: path) }
      throw Failure(
        "'\(path)' exists already", hint: "move it away, or name another file with --vault", status: 1)
    }
    var options = VaultOptions(stateFolder: Identities.stateFolder)
    options.note = { Terminal.note($0) }
    options.pins = try place.project.pins()
    let pins = PinFile(ofVault: path)
    let formerPin = try pins?.read()
    try requireNoOther(formerPin, pins, options)
    let backup = try fromBackup.map(openBackup)
    let now = WallClock.system.now()
    var settings = backup?.settings ?? Settings()
    if settings.project.isEmpty { settings.project = try projectName() }
    settings.created = now
    settings.scope = place.scope(backup == nil ? defaultScope : settings.scope)
    let keys = try chosenRecipients(now)
    let former = settings.recipients
    settings.recipients = keys.named
    try prepareFolder(PathText.parent(path))
    let vault = try Vault.create(at: path, for: keys.all, settings: settings, options: options)
    let count = try fill(vault, backup?.lines, now)
    say(path, keys, count)
    try writePin(vault, formerPin, pins)
    sayName(settings.project)
    if backup != nil { sayWhoIsLeftOut(former, keys) }
  }

  /// A project that names a vault has one, although it is not here: another one in its place would be everybody's fault.
  private func requireNoOther(_ pin: VaultPin?, _ file: PinFile?, _ options: VaultOptions) throws {
    guard let pin, let file else { return }
    guard fromBackup == nil, !Vault.isKnown(at: place.path, options) else { return try file.requireWritable() }
    throw Refusal(
      "\(file.name) says that the project has a vault, which is not here: 'vault: \(pin)'",
      hint: "ask for the file whoever made it; to make another one in its place, remove that line from \(file.name)")
  }

  /// A folder may be called as no secret can be.
  private func sayName(_ project: String) {
    do {
      try Store.secretsManager.service(scope: .standard, now: WallClock.system.now()).validate(name: "\(project)/x")
    } catch {
      Terminal.note(
        "the project is called '\(PlainLine.of(project))', which cannot be part of a secret's name: say 'project: NAME' in .specvault.yaml"
      )
    }
  }

  /// A project whose file cannot be written has its vault all the same; only the pin is missing.
  private func writePin(_ vault: Vault, _ former: VaultPin?, _ file: PinFile?) throws {
    guard let file else {
      return Terminal.note("it lies in no project; 'vault: \(vault.pin)' in a .specvault.yaml pins it")
    }
    do {
      try vault.writePin()
    } catch {
      guard former == nil, let failure = Failure(error) else { throw error }
      return Terminal.note("it is not pinned: \(failure.message); write 'vault: \(vault.pin)' to \(file.name) yourself")
    }
    guard let former else { return }
    Terminal.note(
      "'vault: \(vault.pin)' stands in \(file.name) now, in the place of '\(former)': who has that vault is told that it is not "
        + "the project's")
  }

  /// Who could open the vault that a backup was made of is not made a recipient of the new one: a backup proves nothing about
  /// who wrote it, and an old one names who has been removed since.
  private func sayWhoIsLeftOut(_ former: [NamedRecipient], _ keys: Keys) {
    let others = former.filter { other in !keys.named.contains { $0.key == other.key } }
    guard !others.isEmpty else {
      if former.isEmpty {
        Terminal.note("the backup holds no list of recipients; 'specvault recipients add' adds others")
      }
      return
    }
    for other in others {
      let name = other.name.isEmpty ? "" : " --name '\(other.name.replacing("'", with: "'\\''"))'"
      Terminal.note(
        "the former vault's recipient \(other.name.isEmpty ? other.key : "'\(other.name)'") cannot open this one; "
          + "'specvault recipients add \(other.key)\(name)' lets them")
    }
  }

  // MARK: Recipients

  private struct Keys {
    var all: [any Recipient]
    var named: [NamedRecipient]
    var note: String
  }

  private func chosenRecipients(_ now: Timestamp) throws -> Keys {
    if passphrase {
      let passphrase = try Identities.passphrase(confirming: true)
      return Keys(all: [PassphraseRecipient(passphrase)], named: [], note: "a passphrase opens it")
    }
    if !recipients.isEmpty {
      let keys = try recipients.map { try X25519Recipient($0) }
      let own = try Identities.load().map(\.recipient)
      if !keys.contains(where: own.contains) {
        Terminal.warn("you are not among the recipients: your own identity will not open this vault")
      }
      return Keys(
        all: keys, named: keys.map { NamedRecipient(key: "\($0)", name: "", added: now) },
        note: "\(keys.count) recipient\(keys.count == 1 ? "" : "s")")
    }
    let existing = try Identities.load()
    let identity = try existing.first ?? Identities.create(at: Identities.file)
    if existing.isEmpty { Terminal.standardOutput("made your identity, \(Identities.file)\n") }
    return Keys(
      all: [identity.recipient], named: [NamedRecipient(key: "\(identity.recipient)", name: Who.user, added: now)],
      note: "your identity opens it: \(identity.recipient)")
  }

  // MARK: Places

  private func projectName() throws -> String {
    let project = place.project
    let settings = try project.settings()
    return try project.name(project.spec(settings), settings.vault)
  }

  private var defaultScope: Scope {
    let region = ["AWS_REGION", "AWS_DEFAULT_REGION"].lazy.compactMap(Terminal.variable).first { !$0.isEmpty }
    return Scope(account: Scope.standard.account, region: region ?? Scope.standard.region)
  }

  /// The folder, and in a folder of our own what keeps git from it.
  private func prepareFolder(_ folder: String) throws {
    try FileSystem.createFolder(folder, mode: 0o700)
    guard PathText.name(folder) == ".specvault" else { return }
    let ignore = PathText.join(folder, ".gitignore")
    guard !FileSystem.exists(ignore) else { return }
    let text = """
      # The vault is encrypted. To share it through git, replace the next line by: vault.db-journal
      *

      """
    try FileSystem.write(Array(text.utf8), to: ignore)
  }

  // MARK: Backup

  private func openBackup(_ path: String) throws -> (settings: Settings, lines: BackupLines) {
    let file = try BackupFile(place.absolute(path))
    return try Backup.readSettings(try file.decryptor())
  }

  private func fill(_ vault: Vault, _ lines: BackupLines?, _ now: Timestamp) throws -> Int? {
    do {
      return try vault.write { transaction in
        let count = try lines.map { try Backup.restore($0, in: transaction) }
        let detail = count.map { "\($0) entries from a backup" } ?? ""
        try transaction.audit(Who.record(now, "init", PathText.name(vault.path), detail))
        return count
      }
    } catch {
      // A vault that is filled by half would pass for the whole.
      Vault.remove(at: vault.path)
      throw error
    }
  }

  private func say(_ path: String, _ keys: Keys, _ count: Int?) {
    Terminal.standardOutput("made the vault \(path)\n\(keys.note)\n")
    if let count { Terminal.standardOutput("filled it with \(count) entries of the backup\n") }
    if passphrase {
      Terminal.note("without the passphrase nobody recovers the secrets; keep it where you will find it")
    } else {
      Terminal.note(
        "a lost identity means lost secrets: copy \(Identities.file) to a safe place, or add a backup recipient with "
          + "'specvault recipients add'")
    }
  }
}
