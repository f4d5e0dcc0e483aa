import ArgumentParser
import Console
import Vault

struct Delete: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a secret or parameter.",
    discussion:
      "A secret can be restored for --recovery-days; a parameter, a GitHub secret and what --force deletes not.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN.", completion: NameCompletion.names)
  var name: String

  @Option(help: ArgumentHelp("How long a secret can be restored, 7 to 30 days; 30 by default.", valueName: "n"))
  var recoveryDays: Int?

  @Flag(help: "Delete a secret for good.")
  var force = false

  func run() throws {
    let said = try place.open().write("delete", name) { transaction, reading in
      let entry = try reading.entry(name)
      let until = try reading.service(of: entry).delete(
        entry.address.name, DeletionChoice(recoveryDays: recoveryDays, isForced: force), in: transaction)
      guard let until else {
        return force ? ("deleted for good", "force") : ("deleted from \(entry.address.store.title)", "")
      }
      return ("marked for deletion; gone after \(until.rfc3339)", "until \(until.rfc3339)")
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }
}
