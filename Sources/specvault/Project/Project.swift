import Console
import DeploymentSpec
import Diagnostics
import Syntax
import Vault
import Vocabulary
import Workspace

/// The project around the current folder: its spec documents, its settings, its vault. Found once, and the same for all
/// commands, wherever below its root they are called.
final class Project {
  /// Where the vault was looked for.
  let search: VaultSearch
  private let current = FileSystem.currentFolder
  private let repository: GitRepository?
  private let folders: [String]

  /// The project of the current folder.
  /// - Parameter vault: The vault that the user named, absolute; nil to search.
  init(vault: String?) {
    repository = GitRepository.containing(current)
    folders = SearchedFolders(from: current, repository: repository, home: Identities.home).folders
    search = VaultSearch(named: vault, in: folders)
  }

  /// The vault, whether it is there or not: one that is yet to be made stands beside the spec.
  var vaultPath: String { search.path ?? PathText.join(root, VaultSearch.name) }

  /// The folder of the spec; else the nearest that has a configuration, settings or the vault. Absolute.
  private(set) lazy var root: String = {
    guard place.documents.isEmpty else { return place.root }
    let configured = place.configuration.map { _ in place.root }
    let settings = ownFolders.first { VaultSettings.file(in: $0) != nil }
    let around = [configured, settings, vaultFolder].compactMap { $0 }.filter { PathText.contains($0, current) }
    return around.max { $0.utf8.count < $1.utf8.count } ?? vaultFolder ?? current
  }()

  private lazy var place: ProjectLocator.Place = {
    var locator = ProjectLocator(currentFolder: current, repository: repository, top: ownFolders.last ?? current)
    return locator.place(of: PathText.join(current, "x"))
  }()

  /// The current folder and those above it whose files are a word on the project: not a folder where everybody may make
  /// files, unless it is the one that is worked in.
  var ownFolders: ArraySlice<String> {
    folders.prefix { PathText.contains($0, current) && isOwn($0) }
  }

  /// The folders above the one that holds the vault, as far as they are a word on its project.
  var foldersAboveVault: ArraySlice<String> {
    let holder = VaultSearch.holder(of: vaultPath)
    let folders = SearchedFolders(
      from: holder, repository: GitRepository.containing(holder), home: Identities.home
    ).folders
    return folders.prefix { PathText.contains($0, holder) && isOwn($0) }.dropFirst()
  }

  private func isOwn(_ folder: String) -> Bool { folder == current || !FileSystem.isEverybodys(folder) }

  /// The folder that holds the vault, where what else stands in it is a word on the project.
  private var vaultFolder: String? { search.folder.flatMap { isOwn($0) ? $0 : nil } }

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
    let file = VaultSettings.file(in: root) ?? vaultFolder.flatMap(VaultSettings.file)
    return try file.map(VaultSettings.read) ?? VaultSettings()
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
  /// - Parameter stored: The name that the vault holds; asked for only where nothing else says it.
  func name(
    _ spec: DeploymentSpec?, _ settings: VaultSettings, stored: @autoclosure () throws -> String = ""
  ) rethrows -> String {
    let written = spec?.documents.lazy.compactMap { $0.field("project")?.value }.first
    if let written, !written.isEmpty, !written.contains("{") { return written }
    if let configured = settings.project { return configured }
    let stored = try stored()
    return stored.isEmpty ? PathText.name(root) : stored
  }
}
