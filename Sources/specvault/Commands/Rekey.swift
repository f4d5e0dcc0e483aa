import Age
import ArgumentParser
import Console
import Vault

struct Rekey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey", abstract: "Give the vault a new key and seal every row anew.",
    discussion: "With --passphrase or --to-identity what opens the vault changes as well.")

  @OptionGroup var place: VaultArguments

  @Flag(help: "From now on a (new) passphrase opens it, and no identity.")
  var passphrase = false

  @Flag(help: "From now on your identity opens it, and no passphrase.")
  var toIdentity = false

  func validate() throws {
    if passphrase, toIdentity { throw ValidationError("--passphrase and --to-identity exclude each other") }
  }

  func run() throws {
    let open = try place.open()
    var settings = try open.read { try $0.snapshot.settings() }
    let recipients = try recipients(&settings, open.now)
    try open.vault.rekey(for: recipients, settings: settings, audit: Who.record(open.now, "rekey", "", ""))
    Terminal.standardOutput("the vault has a new key and every row is sealed anew\n")
  }

  private func recipients(_ settings: inout Settings, _ now: Timestamp) throws -> [any Recipient] {
    if toIdentity {
      guard let own = try Identities.load().first?.recipient else {
        throw Refusal("you have no identity", hint: "'specvault keygen' makes one")
      }
      settings.recipients = [NamedRecipient(key: "\(own)", name: Who.user, added: now)]
    }
    if passphrase || settings.recipients.isEmpty {
      Terminal.note("choose the new passphrase")
      settings.recipients = []
      return [PassphraseRecipient(try Identities.passphrase(confirming: true))]
    }
    return try settings.recipients.map { try X25519Recipient($0.key) }
  }
}
