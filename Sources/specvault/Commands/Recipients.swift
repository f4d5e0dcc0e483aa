import Age
import ArgumentParser
import Console
import Diagnostics
import Vault

struct Recipients: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recipients", abstract: "Who can open the vault.",
    subcommands: [ListRecipients.self, AddRecipient.self, RemoveRecipient.self], defaultSubcommand: ListRecipients.self)
}

struct ListRecipients: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the vault's recipients.")

  @OptionGroup var place: VaultArguments
  @OptionGroup var format: FormatArguments

  private struct Row: Encodable {
    let recipient: String
    let name: String
    let added: String
    let own: Bool
  }

  func run() throws {
    let recipients = try place.open().read { try $0.snapshot.settings().recipients }
    let own = Set(try Identities.load().map { "\($0.recipient)" })
    let rows = recipients.map {
      Row(recipient: $0.key, name: $0.name, added: $0.added.rfc3339, own: own.contains($0.key))
    }
    if format.isJSON { return Terminal.standardOutput(JSONText.encode(rows)) }
    if rows.isEmpty { return Terminal.standardOutput("a passphrase opens this vault\n") }
    var table = TextTable(["RECIPIENT", "NAME", "ADDED"])
    for row in rows { table.add([row.recipient, row.own ? "\(row.name) (you)" : row.name, row.added]) }
    Terminal.standardOutput(table.text)
  }
}

struct AddRecipient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Let another identity open the vault.",
    discussion: "Whoever could open the vault before still can; one that a passphrase opens has no recipients.")

  @OptionGroup var place: VaultArguments

  @Argument(help: ArgumentHelp("A public key.", valueName: "age1…"))
  var recipient: String

  @Option(help: "Whose it is.")
  var name = ""

  func run() throws {
    let added = try X25519Recipient(recipient)
    guard PlainLine.of(name) == name else { throw UsageFailure("--name: a name has no control characters") }
    let open = try place.open()
    try open.vault.changeKeys { settings in
      guard !settings.recipients.contains(where: { $0.key == "\(added)" }) else {
        throw Refusal("'\(added)' is a recipient already")
      }
      guard !settings.recipients.isEmpty else {
        throw Refusal(
          "a passphrase opens this vault, and nothing beside it: with a recipient it would not any more",
          hint: "'specvault rekey --to-identity' lets your identity open it; others are added then")
      }
      settings.recipients.append(NamedRecipient(key: "\(added)", name: name, added: open.now))
      return (
        .wrap(for: try settings.recipients.map { try X25519Recipient($0.key) }),
        Who.record(open.now, "recipients add", "\(added)", name)
      )
    }
    Terminal.standardOutput("\(added) can open the vault now; hand the file \(open.vault.path) on\n")
  }
}

struct RemoveRecipient: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Take a recipient away, and give the vault a new key.",
    discussion: """
      Whoever could open the vault before may have a copy of it and of every value in it: change the secrets themselves, \
      too.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: ArgumentHelp("A public key, or the name it was added with.", valueName: "age1…|name"))
  var recipient: String

  func run() throws {
    let open = try place.open()
    var removed: NamedRecipient?
    try open.vault.changeKeys { settings in
      let found = try self.found(in: settings)
      settings.recipients.removeAll { $0.key == found.key }
      guard !settings.recipients.isEmpty else {
        throw Refusal("it is the last recipient: nobody could open the vault any more")
      }
      removed = found
      return (
        .replaceWithoutSuccession(for: try settings.recipients.map { try X25519Recipient($0.key) }),
        Who.record(open.now, "recipients remove", found.key, found.name)
      )
    }
    Terminal.standardOutput(
      "\(removed?.key ?? recipient) was removed; the vault has a new key and every row is sealed anew\n")
    if let key = removed?.key, try Identities.load().contains(where: { "\($0.recipient)" == key }) {
      Terminal.note("that was your own key: you cannot open the vault any more")
    }
    Terminal.note("copies of the vault from before still open with the removed key: change the secrets themselves, too")
    Terminal.note(
      "the others take the vault over with the '.specvault.yaml' of this change, or with 'specvault verify --accept'")
  }

  private func found(in settings: Settings) throws -> NamedRecipient {
    let found = settings.recipients.filter { $0.key == recipient || ($0.name == recipient && !recipient.isEmpty) }
    guard let only = found.first, found.count == 1 else {
      throw Refusal(
        found.isEmpty
          ? "'\(recipient)' is not a recipient of this vault" : "'\(recipient)' names \(found.count) recipients",
        hint: "'specvault recipients list' shows them")
    }
    return only
  }
}
