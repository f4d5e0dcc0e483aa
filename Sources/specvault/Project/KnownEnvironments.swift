import Console
import Syntax
import Vault
import Workspace

/// The environments of a project whose spec has no table of them: those that names in the vault have, those that
/// `.speclint.yaml` names, and what people commonly call environments.
struct KnownEnvironments {
  private let selection: EnvironmentSelection
  /// As the vault's names have them, sorted.
  private let stored: [String]
  private let configured: [String]

  init(_ selection: EnvironmentSelection, _ reading: Reading) throws {
    self.selection = selection
    stored = try KnownEnvironments.stored(selection, reading)
    let vocabulary = selection.vocabulary
    configured = selection.settings.environmentNames.keys.map { vocabulary.canonical($0) ?? $0 }.sorted()
  }

  /// The environment that a user means by a name, as the project calls it.
  /// - Parameter isNew: Whether it may be one that nothing is known of yet.
  /// - Throws: `UsageFailure` where other environments are known and this one is not.
  func named(_ name: String, isNew: Bool) throws -> String {
    if stored.contains(name) { return name }
    let vocabulary = selection.vocabulary
    if let canonical = vocabulary.canonical(name) {
      if let same = stored.first(where: { vocabulary.canonical($0) == canonical }) { return same }
      return configured.contains(canonical) ? canonical : name
    }
    let known = configured + stored.filter { !configured.contains($0) }
    guard !isNew, !known.isEmpty, !selection.hasDotenvFile(for: name) else { return name }
    let near = (known.nearest(to: name) ?? vocabulary.words.nearest(to: name)).map { "; did you mean '\($0)'?" } ?? ""
    throw UsageFailure(
      "unknown environment '\(name)'\(near)",
      hint: "the vault's names and .speclint.yaml have \(known.joined(separator: ", "))")
  }

  private static func stored(_ selection: EnvironmentSelection, _ reading: Reading) throws -> [String] {
    var names: Set<String> = []
    for store in [Store.secretsManager, .parameterStore] {
      guard let place = selection.settings.naming.folders(project: selection.projectName, in: store) else { continue }
      for folder in try reading.snapshot.folders(in: store, reading.scope, below: place.parent) {
        guard folder.hasPrefix(place.before), folder.hasSuffix(place.after) else { continue }
        let name = String(folder.dropFirst(place.before.count).dropLast(place.after.count))
        guard !name.isEmpty else { continue }
        // The project may come behind: the folder is then one of several projects.
        if let prefix = selection.at(name).prefix(in: store), prefix != "\(place.parent)\(folder)/",
          try reading.snapshot.names(in: store, reading.scope, prefix: prefix).isEmpty
        {
          continue
        }
        names.insert(name)
      }
    }
    return names.sorted()
  }
}
