import Age
import ArgumentParser
import Console
import Vault

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write the whole vault to one age file.",
    discussion: """
      'age -d -i identity.txt FILE' opens it without specvault: lines of JSON. 'specvault init --from-backup FILE' makes a \
      vault of it. The audit log is not part of it.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: "The new file; it is never written over.")
  var file: String

  @Option(
    name: .customLong("recipient"),
    help: ArgumentHelp("Who can open the backup, repeatable; by default who can open the vault.", valueName: "age1…"))
  var recipients: [String] = []

  func run() throws {
    let open = try place.open()
    let path = place.absolute(file)
    let named = try recipients.isEmpty ? open.read { try $0.snapshot.settings().recipients.map(\.key) } : recipients
    var keys: [any Recipient] = try named.map { try X25519Recipient($0) }
    if keys.isEmpty { keys = [PassphraseRecipient(try Identities.passphrase(confirming: true))] }
    var count = 0
    try PrivateFile.write(path) { descriptor in
      count = try open.read { reading in
        try Backup.write(reading.snapshot, at: open.now, to: keys) { try Terminal.write(raw: $0, to: descriptor) }
      }
    }
    try open.note("backup", file, "\(count) entries")
    Terminal.standardOutput("wrote \(count) entries to \(path)\n")
  }
}
