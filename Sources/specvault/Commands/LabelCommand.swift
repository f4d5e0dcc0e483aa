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
      let text = try change(reading.service(of: entry), entry.address.name, transaction)
      return (text, text)
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }

  private func change(_ service: any StoreService, _ name: String, _ transaction: Transaction) throws -> String {
    if remove {
      try service.takeLabel(label, of: name, in: transaction)
      return "\(label) was taken away"
    }
    return "\(label) is on version \(try service.putLabel(label, on: version, of: name, in: transaction))"
  }
}
