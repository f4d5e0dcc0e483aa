import ArgumentParser
import Console
import Vault

struct Delete: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a secret or parameter.",
    discussion:
      "A secret can be restored for --recovery-days; a parameter, a GitHub secret and what --force deletes not.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN.")
  var name: String

  @Option(help: ArgumentHelp("How long a secret can be restored, 7 to 30 days; 30 by default.", valueName: "n"))
  var recoveryDays: Int?

  @Flag(help: "Delete a secret for good.")
  var force = false

  func run() throws {
    let said = try place.open().write("delete", name) { transaction, reading in
      let entry = try reading.entry(name)
      switch entry.address.store {
      case .parameterStore:
        _ = try reading.parameters.delete(entry.address.name, in: transaction)
        return ("deleted from Parameter Store", "")
      case .github:
        _ = try reading.secrets(.github).delete(name, force: true, in: transaction)
        return ("deleted from GitHub Secrets", "")
      case .secretsManager:
        let date = try reading.secrets().delete(name, recoveryDays: recoveryDays, force: force, in: transaction).date
        return force
          ? ("deleted for good", "force") : ("marked for deletion; gone after \(date.rfc3339)", "until \(date.rfc3339)")
      }
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }
}
