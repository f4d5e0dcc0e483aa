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
  private let open: OpenVault

  /// The project of the current folder and of a vault, in the environment that is used where none is named.
  static func of(_ open: OpenVault) throws -> EnvironmentSelection {
    let project = open.project
    let settings = try project.settings()
    let spec = try project.spec(settings)
    let names = spec?.environmentNames ?? []
    let usual = ["local", "development"].first(where: names.contains) ?? names.first ?? "development"
    let name = try project.name(spec, settings.vault, stored: try open.read { $0.project })
    return EnvironmentSelection(
      project: project, settings: settings, spec: spec, projectName: name, environment: usual, open: open)
  }

  /// The same project in an environment that the user named.
  /// - Parameter isNew: Whether it may be one that nothing is known of yet.
  /// - Throws: `UsageFailure` for a name that neither the spec has nor, where that has no table of environments, anything
  ///   else.
  func inEnvironment(_ name: String?, isNew: Bool = false) throws -> EnvironmentSelection {
    guard let name else { return self }
    if let spec, !spec.environmentNames.isEmpty { return at(try named(name, by: spec)) }
    let known = try open.read { try KnownEnvironments(self, $0) }
    return at(try known.named(name, isNew: isNew))
  }

  /// The same project in one of its environments.
  /// - Parameter environment: As the project calls it.
  func at(_ environment: String) -> EnvironmentSelection {
    EnvironmentSelection(
      project: project, settings: settings, spec: spec, projectName: projectName, environment: environment, open: open)
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
