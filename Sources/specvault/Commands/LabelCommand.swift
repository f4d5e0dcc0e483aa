import ArgumentParser
import Console
import Vault

struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label", abstract: "Move a secret's staging label, or label a parameter's version.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN.")
  var name: String

  @Argument(help: "The label, for example AWSPENDING or stable.")
  var label: String

  @Option(help: "The version it goes to; by default the newest.")
  var version: String?

  @Flag(help: "Take the label away.")
  var remove = false

  func run() throws {
    let said = try place.open().write("label", name) { transaction, reading in
      let entry = try reading.entry(name)
      let text =
        entry.address.store == .parameterStore
        ? try labelParameter(entry, transaction, reading) : try labelSecret(entry, transaction, reading)
      return (text, text)
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }

  private func labelSecret(_ entry: Entry, _ transaction: Transaction, _ reading: Reading) throws -> String {
    let holder = entry.version(labelled: label)?.id
    let target = remove ? nil : version ?? entry.versions.last?.id
    if remove, holder == nil { throw ServiceError.notFound("no version of '\(name)' has the label '\(label)'") }
    _ = try reading.secrets(entry.address.store).moveStage(name, label, from: holder, to: target, in: transaction)
    return target.map { "\(label) is on version \($0)" } ?? "\(label) was taken away"
  }

  private func labelParameter(_ entry: Entry, _ transaction: Transaction, _ reading: Reading) throws -> String {
    if remove {
      guard let holder = entry.version(labelled: label) else {
        throw ServiceError.notFound("no version of '\(name)' has the label '\(label)'")
      }
      _ = try reading.parameters.unlabel(entry.address.name, version: holder.number, [label], in: transaction)
      return "\(label) was taken away"
    }
    let number = try version.map { text in
      guard let number = Int(text) else { throw UsageFailure("'\(text)' is no parameter version: expected a number") }
      return number
    }
    let (invalid, target) = try reading.parameters.label(entry.address.name, version: number, [label], in: transaction)
    guard invalid.isEmpty else {
      throw ServiceError.validation(
        "'\(label)' is no label: letters, digits, '.', '_' and '-', not beginning with a digit, 'aws' or 'ssm'")
    }
    return "\(label) is on version \(target)"
  }
}
