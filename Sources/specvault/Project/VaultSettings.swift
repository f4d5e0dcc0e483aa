import Console
import Diagnostics
import Syntax
import Vault
import Workspace

/// `.specvault.yaml`: what a team says about its vault.
struct VaultSettings: Equatable {
  var naming = NamingRule()
  /// The project's name, as names of entries have it, where no spec says it.
  var project: String?
  /// Variables that an entry may set although they decide which program runs or what it loads.
  var allow: Set<String> = []
  /// The pin: a value derived from the vault's key.
  var pin: String?

  static let names = [".specvault.yaml", ".specvault.yml"]
  static let keys = ["naming", "project", "allow", "vault"]

  /// The file of a folder; nil where it has none.
  static func file(in folder: String) -> String? {
    names.map { PathText.join(folder, $0) }.first { FileSystem.kind($0) == .file }
  }

  /// - Throws: `UsageFailure` with everything that is amiss.
  static func read(_ path: String) throws -> VaultSettings {
    try SettingsReading.source(path).map(read) ?? VaultSettings()
  }

  /// - Throws: `UsageFailure` with everything that is amiss.
  static func read(_ source: SourceText) throws -> VaultSettings {
    var settings = VaultSettings()
    var file = SettingsFile(source)
    for (key, value) in file.entries() {
      switch key.text ?? "" {
      case "naming": settings.readNaming(value, &file)
      case "project": settings.project = file.string(value, "project")
      case "allow": settings.readAllowed(value, &file)
      case "vault": settings.pin = file.string(value, "vault")
      default: file.unknown(key, among: keys)
      }
    }
    try SettingsReading.check(file)
    return settings
  }

  private mutating func readNaming(_ node: DataNode, _ file: inout SettingsFile) {
    for (key, value) in file.entries(of: node, "expected stores, each with a pattern") {
      guard let store = Store(rawValue: key.text ?? "") else {
        file.unknown(key, among: Store.allCases.map(\.rawValue), what: "store")
        continue
      }
      guard let pattern = file.string(value, store.rawValue) else { continue }
      guard pattern.contains("{name}") else {
        file.report(value.location, "naming.\(store.rawValue): '\(pattern)' has no '{name}' in it")
        continue
      }
      naming.set(pattern, for: store)
    }
  }

  private mutating func readAllowed(_ node: DataNode, _ file: inout SettingsFile) {
    for name in file.strings(node, "allow") {
      guard VariableName.isValid(name) else {
        file.report(node.location, "allow: '\(name)' is not the name of a variable")
        continue
      }
      allow.insert(name)
    }
  }
}
