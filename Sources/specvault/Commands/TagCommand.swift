import ArgumentParser
import Console
import Diagnostics
import Vault

struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Show, set or remove an entry's tags.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN.")
  var name: String

  @Argument(help: ArgumentHelp("Tags to set.", valueName: "key=value"))
  var tags: [String] = []

  @Option(help: ArgumentHelp("A tag to remove, repeatable.", valueName: "key"))
  var remove: [String] = []

  func run() throws {
    let open = try place.open()
    if tags.isEmpty, remove.isEmpty {
      for tag in try open.read({ try $0.entry(name).tags }) {
        Terminal.standardOutput(PlainLine.of("\(tag.key)=\(tag.value)") + "\n")
      }
      return
    }
    let adding = try tags.map { try TagText.parse($0) }
    try open.write("tag", name) { transaction, reading in
      let entry = try reading.entry(name)
      _ = try reading.service(of: entry).tag(entry.address.name, adding: adding, removing: remove, in: transaction)
      return ((), (adding.map(\.key) + remove.map { "-\($0)" }).joined(separator: ", "))
    }
  }
}
