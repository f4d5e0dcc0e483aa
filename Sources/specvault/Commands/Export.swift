import ArgumentParser
import Console
import Vault

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print an environment's variables from the vault.",
    discussion: """
      dotenv is written so that the loader that .speclint.yaml names under 'dotenv:' (node without one) reads every value \
      back exactly; what it could not is refused by name. shell is for eval in POSIX shells (sh, bash, zsh, ksh), fish for \
      source in fish.
      """)

  @OptionGroup var place: VaultArguments

  @Option(help: ArgumentHelp("How to write it.", valueName: "dotenv|shell|fish|json|yaml|act"))
  var format = ExportFormat.dotenv

  @Option(name: [.short, .long], help: "The environment; by default local or development, as the spec has it.")
  var environment: String?

  @Option(help: ArgumentHelp("Take every entry below this prefix instead of the naming rule's.", valueName: "prefix"))
  var prefix: String?

  @Option(help: ArgumentHelp("Only these variables.", valueName: "name,…"))
  var only: [String] = []

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a new file of mode 0600.", valueName: "file"))
  var output: String?

  func run() throws {
    let open = try place.open()
    let selection = try EnvironmentSelection.of(open).inEnvironment(environment)
    let (variables, omissions) = try open.read { try collect(selection, $0) }
    omissions.forEach(Terminal.note)
    guard !variables.isEmpty else {
      throw Refusal(
        format == .act
          ? "the vault has no GitHub secrets, which are what 'act' reads"
          : "the vault has no variables for \(prefix ?? selection.environment)",
        hint: format == .act
          ? "'specvault put NAME --store github' stores one" : "'specvault list' shows what there is")
    }
    let text = try format.write(variables.sorted { $0.name < $1.name }, dialect: selection.settings.dialect)
    try open.note("export", format.rawValue, "\(variables.count) values")
    if let output {
      try PrivateFile.create(place.absolute(output), text)
    } else {
      try Terminal.write(text, to: 1)
    }
  }

  private func collect(
    _ selection: EnvironmentSelection, _ reading: Reading
  ) throws -> (variables: [VaultVariable], omissions: [String]) {
    let names = Set(only.flatMap { $0.split(separator: ",").map(String.init) })
    if format == .act { return (try VaultVariables.github(reading, only: names), []) }
    // JSON and YAML are data; what a shell or a loader takes over may not decide what it runs.
    let areForPrograms = format != .json && format != .yaml
    let vault =
      try prefix.map {
        try VaultVariables(prefix: $0, selection, reading, only: names, areForPrograms: areForPrograms)
      } ?? VaultVariables(selection, reading, only: names, areForPrograms: areForPrograms)
    return (vault.variables, vault.omissions)
  }
}
