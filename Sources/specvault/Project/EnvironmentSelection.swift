import Console
import DeploymentSpec
import Diagnostics
import Syntax
import Vault
import Vocabulary
import Workspace

/// The project and one of its environments: what entries are called, and which files belong to it.
struct EnvironmentSelection {
  let project: Project
  let settings: ProjectSettings
  let spec: DeploymentSpec?
  /// The project's name, as names of entries have it.
  let projectName: String
  let environment: String
  private let names: StoredNames

  /// The project of the current folder and of a vault, in the environment that is used where none is named.
  static func of(_ open: OpenVault) throws -> EnvironmentSelection {
    try EnvironmentSelection(try ProjectText(open.project), .of(open))
  }

  /// The same within a transaction that is going on.
  init(_ text: ProjectText, in reading: Reading) throws { try self.init(text, .within(reading)) }

  private init(_ text: ProjectText, _ names: StoredNames) throws {
    let environments = text.spec?.environmentNames ?? []
    project = text.project
    settings = text.settings
    spec = text.spec
    projectName = try text.project.name(
      text.spec, text.settings.vault, stored: try names.read { $0.project })
    environment = ["local", "development"].first(where: environments.contains) ?? environments.first ?? "development"
    self.names = names
  }

  private init(_ other: EnvironmentSelection, environment: String) {
    (project, settings, spec, projectName) = (other.project, other.settings, other.spec, other.projectName)
    (self.environment, names) = (environment, other.names)
  }

  /// The same project in an environment that the user named.
  /// - Parameter isNew: Whether it may be one that nothing is known of yet.
  /// - Throws: `UsageFailure` for a name that neither the spec has nor, where that has no table of environments, anything
  ///   else.
  func inEnvironment(_ name: String?, isNew: Bool = false) throws -> EnvironmentSelection {
    guard let name else { return self }
    if let spec, !spec.environmentNames.isEmpty { return at(try named(name, by: spec)) }
    let known = try names.read { try KnownEnvironments(self, $0) }
    return at(try known.named(name, isNew: isNew))
  }

  /// The same project in one of its environments.
  /// - Parameter environment: As the project calls it.
  func at(_ environment: String) -> EnvironmentSelection {
    EnvironmentSelection(self, environment: environment)
  }

  private func named(_ name: String, by spec: DeploymentSpec) throws -> String {
    let canonical = spec.vocabulary.canonical(name) ?? name
    if spec.environmentNames.contains(canonical) { return canonical }
    if canonical == "local" { return canonical }
    let words = spec.vocabulary.words.filter {
      spec.vocabulary.canonical($0).map(spec.environmentNames.contains) ?? false
    }
    let near = (spec.environmentNames + words).nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
    throw UsageFailure(
      "unknown environment '\(name)'\(near)", hint: "the spec has \(spec.environmentNames.joined(separator: ", "))")
  }

  /// What people call environments, in this project.
  var vocabulary: EnvironmentVocabulary {
    spec?.vocabulary ?? EnvironmentVocabulary(custom: settings.environmentNames)
  }

  /// What the vault calls a variable of this environment.
  func entryName(_ variable: String, in store: Store) -> String {
    settings.naming.name(variable, project: projectName, environment: environment, in: store)
  }

  /// What the names of this environment's entries begin with.
  func prefix(in store: Store) -> String? {
    settings.naming.prefix(project: projectName, environment: environment, in: store)
  }

  /// `.env` and `.env.<environment>`, the one that counts more first: of the current folder, or else of the project's.
  func dotenvFiles() -> [String] {
    for folder in [FileSystem.currentFolder, project.root] {
      let names = FileSystem.entries(of: folder).filter { $0.kind != .folder }.map(\.name)
      let own = names.filter { $0.hasPrefix(".env.") && isOwn(String($0.dropFirst(5))) }.sorted()
      let files = own + (names.contains(".env") ? [".env"] : [])
      if !files.isEmpty { return files.map { PathText.join(folder, $0) } }
    }
    return []
  }

  /// Whether there is a `.env.<name>` for an environment.
  func hasDotenvFile(for name: String) -> Bool {
    at(name).dotenvFiles().contains { PathText.name($0) != ".env" }
  }

  private func isOwn(_ suffix: String) -> Bool {
    let vocabulary = vocabulary
    return suffix == environment || vocabulary.canonical(suffix) == (vocabulary.canonical(environment) ?? environment)
  }
}

/// What a project's files say, without its vault.
struct ProjectText {
  let project: Project
  let settings: ProjectSettings
  let spec: DeploymentSpec?

  init(_ project: Project) throws {
    self.project = project
    settings = try project.settings()
    spec = try project.spec(settings)
  }
}

/// Where the names that the vault holds are read from.
private enum StoredNames {
  /// A vault, in a transaction of its own.
  case of(OpenVault)
  /// The transaction that is going on.
  case within(Reading)

  func read<Result>(_ body: (Reading) throws -> Result) throws -> Result {
    switch self {
    case .of(let open): try open.read(body)
    case .within(let reading): try body(reading)
    }
  }
}

/// The variables of a dotenv file.
enum DotenvFile {
  /// Names and values in the file's order; of a name that is given twice the last counts, as all loaders have it.
  /// - Throws: `UsageFailure` where the file cannot be read.
  static func read(_ path: String, as dialect: DotenvDialect) throws -> [(name: String, value: String)] {
    guard case .bytes(let bytes) = try FileSystem.read(path, limit: 10 << 20) else {
      throw UsageFailure("'\(path)' is larger than 10 MiB")
    }
    return try parse(SourceText(path: path, bytes: bytes), as: dialect)
  }

  /// What the project's loader makes of a file; what only a shell could tell is left out.
  static func parse(_ source: SourceText, as dialect: DotenvDialect) throws -> [(name: String, value: String)] {
    let reading = dialect.read(source.bytes)
    if let failure = reading.failure, failure.isFatal {
      let place = source.position(failure.offset)
      throw UsageFailure("\(source.path):\(place.line):\(place.column): \(dialect.title) refuses this file here")
    }
    return reading.variables.compactMap { variable in
      guard case .text(let text) = variable.value else { return nil }
      return (variable.key, String(decoding: text, as: UTF8.self))
    }
  }
}
