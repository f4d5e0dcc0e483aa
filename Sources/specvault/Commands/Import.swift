import ArgumentParser
import Console
import Cryptography
import Vault
import Workspace

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Store the values of a file.",
    discussion: """
      Reads dotenv, shell exports, JSON and YAML of names and values, act's secret file, and what the AWS CLI prints: \
      get-secret-value, batch-get-secret-value, get-parameter(s), get-parameters-by-path. A summary comes first; values \
      that differ from the vault's are asked about, or need --overwrite.

      Where there is a spec, of names without a place of their own only those that it flags secret or keeps in a store are \
      taken, unless --all is given.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: "The file; '-' for standard input.")
  var file: String

  @Option(
    help: ArgumentHelp("What it is, where its name and content do not tell.", valueName: "dotenv|shell|json|yaml|act"))
  var format: ExportFormat?

  @Option(name: [.short, .long], help: "The environment whose variables they are; by default local or development.")
  var environment: String?

  @Option(help: ArgumentHelp("Put this before every name instead of the naming rule.", valueName: "prefix"))
  var prefix: String?

  @Option(help: ArgumentHelp("Only these variables.", valueName: "name,…"))
  var only: [String] = []

  @Flag(help: "Also variables that the spec does not make secret.")
  var all = false

  @Flag(help: "Replace values that differ.")
  var overwrite = false

  @Flag(help: "Say what would be done, and stop.")
  var dryRun = false

  func run() throws {
    let open = try place.open()
    let selection = try EnvironmentSelection.of(open).inEnvironment(environment, isNew: true)
    let values = try ImportReader.read(
      try content(), path: file, format: format, dialect: selection.settings.dialect)
    let plan = try open.read { try ImportPlan(targets(values, selection, $0), $0) }
    Terminal.standardError(plan.summary(leftOut: leftOut(values, selection)))
    guard !dryRun, !plan.changes.isEmpty else { return }
    let conflicts = plan.changes.filter(\.isConflict)
    if !conflicts.isEmpty, !overwrite {
      guard TerminalInput.confirm("Replace \(conflicts.count) value\(conflicts.count == 1 ? "" : "s")?") else {
        throw Refusal(
          "nothing was stored: \(conflicts.count) values differ from the vault's", hint: "--overwrite replaces them")
      }
    }
    try open.write("import", file) { transaction, reading in
      for change in plan.changes {
        _ = try Storing(transaction, reading).put(change.name, change.value, type: change.type, in: change.store)
      }
      return ((), "\(plan.changes.count) values")
    }
    Terminal.standardOutput("stored \(plan.changes.count) values\n")
  }

  private func content() throws -> SecretBytes {
    try file == "-"
      ? TerminalInput.contents(of: 0, limit: 64 << 20, what: "standard input")
      : TerminalInput.contents(ofFile: file, limit: 64 << 20)
  }

  private func targets(
    _ values: [ImportedValue], _ selection: EnvironmentSelection, _ reading: Reading
  ) throws -> [ImportPlan.Target] {
    values.filter { isTaken($0, selection) }.map { value in
      if let store = value.store {
        return ImportPlan.Target(name: value.name, store: store, type: value.type, value: value.value)
      }
      let variable = selection.spec?.variables[value.name]
      let named = variable?.store(in: selection.environment)?.value
      let store = format == .act ? .github : place.store ?? Store(named)
      let name = prefix.map { $0 + value.name } ?? selection.entryName(value.name, in: store)
      let type: ParameterType? = store == .parameterStore && variable.map { !$0.isSecret } ?? false ? .string : nil
      return ImportPlan.Target(name: name, store: store, type: type, value: value.value)
    }
  }

  private func isTaken(_ value: ImportedValue, _ selection: EnvironmentSelection) -> Bool {
    let names = Set(only.flatMap { $0.split(separator: ",").map(String.init) })
    guard names.isEmpty || names.contains(value.name) else { return false }
    guard !all, names.isEmpty, value.store == nil, prefix == nil, format != .act,
      let variables = selection.spec?.variables, !variables.isEmpty
    else { return true }
    guard let variable = variables[value.name] else { return false }
    return variable.isSecret || variable.store(in: selection.environment) != nil
  }

  private func leftOut(_ values: [ImportedValue], _ selection: EnvironmentSelection) -> [String] {
    values.filter { !isTaken($0, selection) }.map(\.name)
  }
}
