import ArgumentParser
import Console
import Vault

struct Rollback: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Make a secret's previous value, or a parameter's, the current one again.",
    discussion:
      "AWSPREVIOUS becomes AWSCURRENT and the other way round; a parameter gets its former value as a new version.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN.", completion: NameCompletion.names)
  var name: String

  func run() throws {
    let said = try place.open().write("rollback", name) { transaction, reading in
      let entry = try reading.entry(name)
      let service = reading.service(of: entry)
      let (current, source) = try service.rollBack(entry.address.name, user: Who.user, in: transaction)
      let text =
        current.id == source.id
        ? "version \(current.id) is \(SecretsManager.current) again"
        : "version \(current.id) has the value of version \(source.id)"
      return (text, text)
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }
}
