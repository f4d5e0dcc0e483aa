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
      that differ from the vault's are asked about, or need --overwrite. Either all are stored or none; empty values are \
      left out by name.

      Where there is a spec, of names without a place of their own only those that it flags secret or keeps in a store are \
      taken, unless --all is given.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: "The file; '-' for standard input.")
  var file: String

  @Option(
    help: ArgumentHelp("What it is, where its name and content do not tell.", valueName: "dotenv|shell|json|yaml|act"),
    transform: Import.format)
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

  @Option(help: ArgumentHelp("The parameters' tier.", valueName: "Standard|Advanced|Intelligent-Tiering"))
  var tier: String?

  @Flag(help: "Say what would be done or refused, and stop.")
  var dryRun = false

  /// What is only written, as fish's scripts, is named by what reads the file.
  private static func format(_ name: String) throws -> ExportFormat {
    guard let format = ExportFormat(rawValue: name) else {
      throw ValidationError("'\(name)' is none of dotenv, shell, json, yaml, act")
    }
    return format
  }

  func run() throws {
    let open = try place.open()
    let selection = try EnvironmentSelection.of(open).inEnvironment(environment, isNew: true)
    let values = try ImportReader.read(
      try content(), path: file, format: format, dialect: selection.settings.dialect)
    let wanted = targets(values, selection)
    noteUnknown(values)
    let plan = try open.read { try ImportPlan(wanted, $0) }
    Terminal.standardError(plan.summary(leftOut: leftOut(values, selection)))
    if dryRun || !plan.conflicts.isEmpty { try rehearse(plan, open) }
    try settle(plan.conflicts)
    guard !dryRun else { return }
    if !plan.changes.isEmpty {
      try store(wanted, plan, open)
      Terminal.standardOutput("stored \(Count.of(plan.changes.count, "value", "values"))\n")
    }
    if file != "-", !plan.changes.isEmpty || !plan.same.isEmpty {
      Terminal.note("'\(file)' is still there, with its values in plain text: take the secrets out of it, or delete it")
    }
  }

  private struct Rehearsed: Error {}

  /// Stores all and takes it back, so that what is said before anything is stored is what storing it says.
  private func rehearse(_ plan: ImportPlan, _ open: OpenVault) throws {
    do {
      try open.vault.write { transaction in
        let reading = try Reading(transaction, open.arguments, open.now)
        try plan.store(Storing(transaction, reading), tier: tier, path: file)
        throw Rehearsed()
      }
    } catch is Rehearsed {
    } catch let error as ServiceError {
      throw refusal(error)
    }
  }

  /// Whether values that differ may be replaced.
  private func settle(_ conflicts: [ImportPlan.Change]) throws {
    guard !conflicts.isEmpty, !overwrite else { return }
    let values = "\(conflicts.count) value\(conflicts.count == 1 ? "" : "s")"
    guard !dryRun, TerminalInput.confirm("Replace \(values)?") else {
      throw Refusal(
        "nothing was stored: \(values) \(conflicts.count == 1 ? "differs" : "differ") from the vault's",
        hint: "--overwrite replaces them")
    }
  }

  private func store(_ targets: [ImportPlan.Target], _ agreed: ImportPlan, _ open: OpenVault) throws {
    do {
      try open.write("import", file) { transaction, reading in
        let plan = try ImportPlan(targets, reading)
        try requireAgreement(plan, agreed)
        try plan.store(Storing(transaction, reading), tier: tier, path: file)
        return ((), "\(plan.changes.count) values")
      }
    } catch let error as ServiceError {
      throw refusal(error)
    }
  }

  /// What somebody else stored since the user was asked is not replaced.
  private func requireAgreement(_ plan: ImportPlan, _ agreed: ImportPlan) throws {
    let new = plan.conflicts(beyond: agreed)
    guard overwrite || new.isEmpty else {
      throw Refusal("nothing was stored: \(new.joined(separator: ", ")) changed meanwhile", hint: "import again")
    }
  }

  private func refusal(_ error: ServiceError) -> Refusal {
    Refusal(
      error.message, hint: ["nothing was stored", Failure(error)?.hint].compactMap(\.self).joined(separator: "; "))
  }

  private func content() throws -> SecretBytes {
    try file == "-"
      ? TerminalInput.contents(of: 0, limit: 64 << 20, what: "standard input")
      : TerminalInput.contents(ofFile: file, limit: 64 << 20)
  }

  private func targets(_ values: [ImportedValue], _ selection: EnvironmentSelection) -> [ImportPlan.Target] {
    values.filter { isTaken($0, selection) }.map { value in
      if let store = value.store {
        return ImportPlan.Target(name: value.name, store: store, type: value.type, value: value.value, line: value.line)
      }
      let variable = selection.spec?.variables[value.name]
      let named = variable?.store(in: selection.environment)?.value
      let store = format == .act ? .github : place.store ?? Store(named)
      let name = prefix.map { $0 + value.name } ?? selection.entryName(value.name, in: store)
      let type: ParameterType? = store.hasTypes && variable.map { !$0.isSecret } ?? false ? .string : nil
      return ImportPlan.Target(name: name, store: store, type: type, value: value.value, line: value.line)
    }
  }

  private func isTaken(_ value: ImportedValue, _ selection: EnvironmentSelection) -> Bool {
    let names = onlyNames
    guard names.isEmpty || names.contains(value.name) else { return false }
    guard !all, names.isEmpty, value.store == nil, prefix == nil, format != .act,
      let variables = selection.spec?.variables, !variables.isEmpty
    else { return true }
    guard let variable = variables[value.name] else { return false }
    return variable.isSecret || variable.store(in: selection.environment) != nil
  }

  /// What the spec keeps from being taken; what --only leaves out is the user's word.
  private func leftOut(_ values: [ImportedValue], _ selection: EnvironmentSelection) -> [String] {
    onlyNames.isEmpty ? values.filter { !isTaken($0, selection) }.map(\.name) : []
  }

  private var onlyNames: Set<String> { Set(only.flatMap { $0.split(separator: ",").map(String.init) }) }

  private func noteUnknown(_ values: [ImportedValue]) {
    for name in onlyNames.subtracting(values.map(\.name)).sorted() {
      Terminal.note("'\(name)' of --only is not in '\(file)'")
    }
  }
}
