import ArgumentParser
import Console
import Diagnostics
import Vault

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Does the vault hold what the spec asks for?",
    discussion: """
      Every secret of the spec in the store it names, of the type it declares, not older than its rotation rule, and not \
      the same in two environments. Exit status 1 if anything is amiss.
      """)

  @OptionGroup var place: VaultArguments
  @OptionGroup var format: FormatArguments

  @Option(name: [.short, .long], help: "Only this environment.")
  var environment: String?

  func run() throws {
    let selection = try EnvironmentSelection.current()
    guard let spec = selection.spec else {
      throw UsageFailure("there is no spec document here", hint: "'speclint init' writes a skeleton of one")
    }
    let chosen = try environment.map { [try selection.inEnvironment($0).environment] } ?? spec.environmentNames
    let rows = try place.open().read { try VaultCheck(selection, spec, $0).rows(chosen) }
    if format.isJSON {
      Terminal.standardOutput(JSONText.encode(rows))
    } else {
      say(rows, chosen)
    }
    if rows.contains(where: { $0.isAmiss }) { throw ExitCode(1) }
  }

  private func say(_ rows: [VaultCheck.Row], _ environments: [String]) {
    for environment in environments {
      var table = TextTable(["VARIABLE", "STORE", "NAME", "STATE"])
      for row in rows where row.environment == environment {
        table.add([row.variable, row.store, row.name, row.state])
      }
      Terminal.standardOutput("\(environment)\n")
      Terminal.standardOutput(table.isEmpty ? "  the spec asks for no secret\n" : indented(table.text))
      Terminal.standardOutput("\n")
    }
    let amiss = rows.filter(\.isAmiss).count
    Terminal.standardOutput(
      amiss == 0
        ? "\(rows.count) secrets, all as the spec has them\n"
        : "\(rows.count) secrets, \(amiss) not as the spec has them\n")
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n").map { "  \($0)\n" }.joined()
  }
}
