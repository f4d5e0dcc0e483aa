import Console
import DeploymentSpec
import Diagnostics
import Syntax
import Vault
import Vocabulary
import Workspace

/// The project around the current folder: its spec documents, its settings, its vault.
struct Project {
  /// Absolute.
  let root: String
  private let documents: [String]

  /// The project of the current folder.
  static var here: Project {
    let folder = FileSystem.currentFolder
    var locator = ProjectLocator(currentFolder: folder, repository: GitRepository.containing(folder))
    let place = locator.place(of: PathText.join(folder, "x"))
    return Project(
      root: place.documents.isEmpty && place.configuration == nil ? folder : place.root, documents: place.documents)
  }

  /// `.specvault/vault.db` in the current folder or the nearest above it; where there is none yet, beside the spec.
  static var vaultPath: String {
    let name = ".specvault/vault.db"
    var folder = FileSystem.currentFolder
    while true {
      let path = PathText.join(folder, name)
      if FileSystem.exists(path) { return path }
      guard folder != "/" else { return PathText.join(here.root, name) }
      folder = PathText.parent(folder)
    }
  }

  /// `.specvault.yaml`, and what `.speclint.yaml` says to both programs.
  /// - Throws: `UsageFailure` with every fault.
  func settings() throws -> ProjectSettings {
    try ProjectSettings.read(root: root)
  }

  /// The spec, if there are documents.
  func spec(_ settings: ProjectSettings) throws -> DeploymentSpec? {
    let named = settings.spec.map { PathText.normalized(PathText.join(root, $0)) }
    let sources = try (named.isEmpty ? documents : named).map { path in
      guard case .bytes(let bytes) = try FileSystem.read(path, limit: 10 << 20) else {
        throw UsageFailure("'\(path)' is too large for a spec document")
      }
      return SourceText(path: PathText.relative(path, to: FileSystem.currentFolder), bytes: bytes)
    }
    guard !sources.isEmpty else { return nil }
    return SpecReader.read(sources, vocabulary: EnvironmentVocabulary(custom: settings.environmentNames))
  }

  /// The spec's project; the folder's name while that is not filled in.
  func name(_ spec: DeploymentSpec?) -> String {
    let written = spec?.documents.lazy.compactMap { $0.field("project")?.value }.first
    if let written, !written.isEmpty, !written.contains("{") { return written }
    return PathText.name(root)
  }
}
