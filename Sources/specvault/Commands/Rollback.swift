import ArgumentParser
import Console
import Vault

struct Rollback: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Make a secret's previous value, or a parameter's, the current one again.",
    discussion:
      "AWSPREVIOUS becomes AWSCURRENT and the other way round; a parameter gets its former value as a new version.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN.")
  var name: String

  func run() throws {
    let said = try place.open().write("rollback", name) { transaction, reading in
      let entry = try reading.entry(name)
      let text =
        entry.address.store == .parameterStore
        ? try rollBackParameter(entry, transaction, reading) : try rollBackSecret(entry, transaction, reading)
      return (text, text)
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }

  private func rollBackSecret(_ entry: Entry, _ transaction: Transaction, _ reading: Reading) throws -> String {
    guard let previous = entry.version(labelled: SecretsManager.previous),
      let current = entry.version(labelled: SecretsManager.current)
    else { throw Refusal("'\(name)' has no AWSPREVIOUS version to go back to") }
    _ = try reading.secrets(entry.address.store).moveStage(
      name, SecretsManager.current, from: current.id, to: previous.id, in: transaction)
    return "version \(previous.id) is AWSCURRENT again"
  }

  private func rollBackParameter(_ entry: Entry, _ transaction: Transaction, _ reading: Reading) throws -> String {
    guard let previous = entry.versions.dropLast().last else {
      throw Refusal("'\(name)' has no version before its current one")
    }
    let value = try transaction.value(of: previous, in: entry)
    var new = ParameterStore.NewParameter(name: entry.address.name, value: value, type: nil)
    new.overwrite = true
    new.user = Who.user
    let version = try reading.parameters.put(new, in: transaction).version
    return "version \(version.id) has the value of version \(previous.id)"
  }
}
