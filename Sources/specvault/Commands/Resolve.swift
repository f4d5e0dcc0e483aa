import ArgumentParser
import Console
import Vault

struct Resolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Print the value that a reference stands for.",
    discussion: """
      A name, 'name:version', 'name:label', an ARN with or without its suffix, an ECS valueFrom with its three optional \
      parts, /aws/reference/secretsmanager/NAME, and {{resolve:…}} alone or inside a longer text.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: "The reference, or a text with dynamic references in it.")
  var reference: String

  func run() throws {
    let (value, notes) = try place.open().read { reading in
      let resolver = reading.resolver()
      let value =
        reference.contains("{{resolve:")
        ? try resolver.text(reference) : try resolver.value(of: try ValueReference(reference))
      return (value, resolver.notes)
    }
    notes.forEach(Terminal.note)
    try Terminal.standardOutput(value)
  }
}
