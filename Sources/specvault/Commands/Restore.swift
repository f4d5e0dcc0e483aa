import ArgumentParser
import Console
import Vault

struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring back a secret that is marked for deletion.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN.", completion: NameCompletion.names)
  var name: String

  func run() throws {
    let said = try place.open().write("restore", name) { transaction, reading in
      let entry = try reading.secrets().find(name, in: transaction)
      guard entry.secret.deleted != nil else { return ("is not marked for deletion", "nothing to do") }
      _ = try reading.secrets().restore(name, in: transaction)
      return ("restored", "")
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }
}
