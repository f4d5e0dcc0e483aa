import ArgumentParser
import Console
import DeploymentSpec
import Diagnostics
import Vault

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Does the vault hold what the spec asks for?",
    discussion: """
      Every secret of the spec in the store it names, of the type it declares, not older than its rotation rule, and not \
      the same in two environments. All environments of the spec's table are checked; where it has none, the one that 'run' \
      takes. Exit status 1 if anything is amiss.
      """)

  @OptionGroup var place: VaultArguments
  @OptionGroup var format: FormatArguments

  @Option(name: [.short, .long], help: "Only this environment.")
  var environment: String?

  func run() throws {
    let project = place.project
    guard let spec = try project.spec(project.settings()) else {
      throw UsageFailure("there is no spec document here", hint: "'speclint init' writes a skeleton of one")
    }
    let open = try place.open()
    let selection = try EnvironmentSelection.of(open)
    let chosen = try environments(selection, spec)
    let (rows, notes) = try open.read { reading in
      let check = VaultCheck(selection, spec, reading)
      return (try check.rows(chosen), try check.notes(chosen))
    }
    notes.forEach(Terminal.note)
    if format.isJSON {
      Terminal.standardOutput(JSONText.encode(rows))
    } else {
      say(rows, chosen)
    }
    if rows.contains(where: { $0.isAmiss }) { throw ExitCode(1) }
  }

  private func environments(_ selection: EnvironmentSelection, _ spec: DeploymentSpec) throws -> [String] {
    if let environment { return [try selection.inEnvironment(environment).environment] }
    return spec.environmentNames.isEmpty ? [selection.environment] : spec.environmentNames
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
    guard !rows.isEmpty else {
      return Terminal.standardOutput("the spec flags no variable secret: nothing was compared\n")
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
