import Syntax
import Workspace

/// What `.specvault.yaml` and `.speclint.yaml` say.
struct ProjectSettings {
  /// `.specvault.yaml`.
  var vault = VaultSettings()
  /// `.speclint.yaml`, as speclint reads it; names of rules are its own business.
  var configuration = Configuration()

  var naming: NamingRule { vault.naming }
  /// The spec documents, relative to the root.
  var spec: [String] { configuration.spec }
  /// Other names of environments.
  var environmentNames: [String: [String]] { configuration.environmentNames }
  /// Which loader reads the project's dotenv files.
  var dialect: DotenvDialect { configuration.dotenvDialects.first ?? .node }

<<<<<<< HEAD
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
=======
  /// - Throws: `UsageFailure` with everything that is amiss in a file.
  static func configuration(_ path: String) throws -> Configuration {
    guard let source = try SettingsReading.source(path) else { return Configuration() }
    do throws(ConfigurationError) {
      return try ConfigurationReader.read(source, rules: .unchecked)
    } catch {
      throw SettingsReading.failure(error)
>>>>>>> 28420a775f2fe6122213ccdbbe5c10bd1ef345b8
    }
  }
}
