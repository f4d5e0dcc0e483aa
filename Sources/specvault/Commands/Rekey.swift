import Age
import ArgumentParser
import Console
import Cryptography
import Vault

struct Rekey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey", abstract: "Give the vault a new key and seal every row anew.",
    discussion: "With --passphrase or --to-identity what opens the vault changes as well.")

  @OptionGroup var place: VaultArguments

  @Flag(help: "From now on a (new) passphrase opens it, and no identity.")
  var passphrase = false

  @Flag(help: "From now on your identity opens it, beside other recipients, and no passphrase.")
  var toIdentity = false

  func validate() throws {
    if passphrase, toIdentity { throw ValidationError("--passphrase and --to-identity exclude each other") }
  }

  func run() throws {
    let open = try place.open()
    let owner = try newOwner(open)
    var former: [NamedRecipient] = []
    try open.vault.changeKeys { settings in
      former = settings.recipients
      let record = Who.record(open.now, "rekey", "", "")
      switch owner {
      case .passphrase(let passphrase):
        settings.recipients = []
        return (.replace(for: [PassphraseRecipient(passphrase)]), record)
      case .identity(let recipient):
        if !settings.recipients.contains(where: { $0.key == recipient.key }) { settings.recipients.append(recipient) }
      case .sameRecipients:
        guard !settings.recipients.isEmpty else {
          throw Refusal("the vault was given a passphrase meanwhile", hint: "run the command again")
        }
      }
      return (.replace(for: try settings.recipients.map { try X25519Recipient($0.key) }), record)
    }
    Terminal.standardOutput("the vault has a new key and every row is sealed anew\n")
    if passphrase, !former.isEmpty {
      Terminal.note(
        "\(Count.of(former.count, "recipient", "recipients")) cannot open it any more: only the passphrase does")
    }
  }

  /// Who opens the vault from now on.
  private enum Owner {
    case passphrase(SecretBytes)
    case identity(NamedRecipient)
    case sameRecipients
  }

  /// Asked before the vault is locked for the change: nobody waits for what is typed.
  private func newOwner(_ open: OpenVault) throws -> Owner {
    if toIdentity {
      guard let own = try Identities.load().first?.recipient else {
        throw Refusal("you have no identity", hint: "'specvault keygen' makes one")
      }
      return .identity(NamedRecipient(key: "\(own)", name: Who.user, added: open.now))
    }
    guard try passphrase || open.read({ try $0.snapshot.settings().recipients.isEmpty }) else { return .sameRecipients }
    Terminal.note("choose the new passphrase")
    return .passphrase(try Identities.passphrase(confirming: true))
  }
}
