import Console
import DeploymentSpec
import Diagnostics
import Syntax
import Vault
import Vocabulary
import Workspace

/// The project around the current folder: its spec documents, its settings, its vault. Found once, and the same for all
/// commands, wherever below its root they are called.
struct Project {
  /// The folder that holds the spec or else the vault or the settings, absolute.
  let root: String
  /// The vault, whether it is there or not.
  let vaultPath: String
  let search: VaultSearch
  private let place: ProjectLocator.Place
  private let settingsFile: String?

  /// The project of the current folder.
  static var here: Project { Project(vault: nil) }

  /// The project of the current folder with a vault that the user named.
  /// - Parameter vault: Absolute, or nil to search.
  init(vault: String?) {
    let current = FileSystem.currentFolder
    let repository = GitRepository.containing(current)
    let folders = SearchedFolders(from: current, repository: repository, home: Identities.home).folders
    search = VaultSearch(named: vault, in: folders)
    // In a folder where everybody may make files nobody's word counts but that of who works in it.
    let own = folders.prefix { $0 == current || !FileSystem.isEverybodys($0) }
    let above = own.prefix { PathText.contains($0, current) }
    var locator = ProjectLocator(currentFolder: current, repository: repository, top: above.last ?? current)
    place = locator.place(of: PathText.join(current, "x"))
    root = Project.root(place, above.first { VaultSettings.file(in: $0) != nil }, search.folder, current)
    settingsFile = [root, search.folder].lazy.compactMap { $0 }.compactMap(VaultSettings.file).first
    vaultPath = search.path ?? PathText.join(root, VaultSearch.name)
  }

  /// The spec's folder; else the nearest that has a configuration, settings or the vault.
  private static func root(
    _ place: ProjectLocator.Place, _ settings: String?, _ vault: String?, _ current: String
  ) -> String {
    guard place.documents.isEmpty else { return place.root }
    let configured = place.configuration.map { _ in place.root }
    let around = [configured, settings, vault].compactMap { $0 }.filter { PathText.contains($0, current) }
    return around.max { $0.utf8.count < $1.utf8.count } ?? vault ?? current
  }

  /// `.specvault.yaml`, and what `.speclint.yaml` says to both programs.
  /// - Throws: `UsageFailure` with every fault.
  func settings() throws -> ProjectSettings {
    ProjectSettings(
      vault: try vaultSettings(),
      configuration: try place.configuration.map(ProjectSettings.configuration) ?? Configuration())
  }

  /// `.specvault.yaml` alone: of the root, or else of the folder that holds the vault.
  /// - Throws: `UsageFailure` with every fault.
  func vaultSettings() throws -> VaultSettings {
    try settingsFile.map(VaultSettings.read) ?? VaultSettings()
  }

  /// The spec, if there are documents.
  func spec(_ settings: ProjectSettings) throws -> DeploymentSpec? {
    let named = settings.spec.map { PathText.normalized(PathText.join(place.root, $0)) }
    let sources = try (named.isEmpty ? place.documents : named).map { path in
      guard case .bytes(let bytes) = try FileSystem.read(path, limit: 10 << 20) else {
        throw UsageFailure("'\(path)' is too large for a spec document")
      }
      return SourceText(path: PathText.relative(path, to: FileSystem.currentFolder), bytes: bytes)
    }
    guard !sources.isEmpty else { return nil }
    return SpecReader.read(sources, vocabulary: EnvironmentVocabulary(custom: settings.environmentNames))
  }

  /// The spec's project; where it has none or that is not filled in, what `.specvault.yaml` says; else the name that the
  /// vault was made with. A vault that is yet to be made is called by the root's folder.
  /// - Parameter stored: The name that the vault holds.
  func name(_ spec: DeploymentSpec?, _ settings: VaultSettings, stored: String = "") -> String {
    let written = spec?.documents.lazy.compactMap { $0.field("project")?.value }.first
    if let written, !written.isEmpty, !written.contains("{") { return written }
    return settings.project ?? (stored.isEmpty ? PathText.name(root) : stored)
  }
}
