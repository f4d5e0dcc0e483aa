import Console
import Diagnostics
import Syntax
import Vault
import Workspace

/// What `.specvault.yaml` and `.speclint.yaml` say.
struct ProjectSettings {
  var naming = NamingRule()
  /// The spec documents, relative to the root.
  var spec: [String] = []
  /// Other names of environments.
  var environmentNames: [String: [String]] = [:]
  /// Which loader reads the project's dotenv files.
  var dialect = DotenvDialect.node

  private static let keys = ["naming"]

  static func read(root: String) throws -> ProjectSettings {
    var settings = ProjectSettings()
    for name in ProjectLocator.configurationNames {
      if let tree = tree(PathText.join(root, name)) { settings.takeLintSettings(tree) }
    }
    for name in [".specvault.yaml", ".specvault.yml"] {
      if let tree = tree(PathText.join(root, name)) { try settings.takeVaultSettings(tree, name) }
    }
    return settings
  }

  private static func tree(_ path: String) -> DataTree? {
    guard case .bytes(let bytes)? = try? FileSystem.read(path, limit: 1 << 20) else { return nil }
    return YAMLParser.parse(SourceText(path: PathText.relative(path, to: FileSystem.currentFolder), bytes: bytes))
  }

  /// speclint checks its own file; here only what concerns both is taken.
  private mutating func takeLintSettings(_ tree: DataTree) {
    guard let root = tree.documents.first else { return }
    if let node = root["spec"] { spec = node.value.map { [$0] } ?? node.elements.compactMap(\.value) }
    let loader = root["dotenv"].flatMap { $0.value ?? $0.elements.first?.value }
    if let known = loader.flatMap(DotenvDialect.init(rawValue:)) { dialect = known }
    for (key, value) in root["environments"]?.entries ?? [] {
      guard let name = key.value else { continue }
      environmentNames[name] = value["names"]?.elements.compactMap(\.value) ?? []
    }
  }

  private mutating func takeVaultSettings(_ tree: DataTree, _ file: String) throws {
    if let problem = tree.problems.first {
      throw UsageFailure("\(file): \(problem.message)")
    }
    guard let root = tree.documents.first, !root.isNull else { return }
    for (key, value) in root.entries where key.text != "vault" {
      guard key.text == "naming" else {
        let near = ProjectSettings.keys.nearest(to: key.text ?? "").map { "; did you mean '\($0)'?" } ?? ""
        throw UsageFailure("\(file): unknown key '\(key.text ?? "")'\(near)", hint: "known is 'naming'")
      }
      for (store, pattern) in value.entries {
        guard let known = Store(rawValue: store.text ?? "") else {
          throw UsageFailure(
            "\(file): naming: unknown store '\(store.text ?? "")'",
            hint: "known are \(Store.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        try naming.set(pattern.text ?? "", for: known, file: file)
      }
    }
  }
}

/// How a variable's entry is called, by store: text with `{project}`, `{environment}` and `{name}` in it.
struct NamingRule {
  private var patterns: [Store: String] = [
    .secretsManager: "{project}/{environment}/{name}", .parameterStore: "/{project}/{environment}/{name}",
    .github: "{name}",
  ]

  mutating func set(_ pattern: String, for store: Store, file: String) throws {
    guard pattern.contains("{name}") else {
      throw UsageFailure("\(file): naming.\(store.rawValue): '\(pattern)' has no '{name}' in it")
    }
    patterns[store] = pattern
  }

  func name(_ variable: String, project: String, environment: String, in store: Store) -> String {
    filled(project, environment, store).replacing("{name}", with: variable)
  }

  /// What stands before the variable's name, where nothing stands behind it.
  func prefix(project: String, environment: String, in store: Store) -> String? {
    let pattern = filled(project, environment, store)
    return pattern.hasSuffix("{name}") ? String(pattern.dropLast("{name}".count)) : nil
  }

  private func filled(_ project: String, _ environment: String, _ store: Store) -> String {
    (patterns[store] ?? "{name}").replacing("{project}", with: project).replacing("{environment}", with: environment)
  }
}
