/// Finds the project that a file belongs to: its root, its documents, its configuration.
///
/// Each is looked for in the file's folder and those above it, as far as the repository's top. The nearest configuration
/// counts, and its folder is the project's root; without one it is the folder of the documents, or that above `docs/`,
/// else the repository's top. The nearest documents count.
package struct ProjectLocator {
  package struct Place: Hashable {
    /// Absolute.
    package let root: String
    /// The spec documents found, absolute.
    package let documents: [String]
    /// The configuration file, absolute.
    package let configuration: String?

    /// Whether the documents stand in a folder of their own below the root: they are nearer than what the root says.
    package var hasNearerDocuments: Bool {
      guard let document = documents.first else { return false }
      let folder = PathText.relative(PathText.parent(document), to: root)
      return !folder.hasPrefix("..") && !ProjectLocator.documentFolders.contains(folder == "." ? "" : folder)
    }

    package init(root: String, documents: [String], configuration: String?) {
      self.root = root
      self.documents = documents
      self.configuration = configuration
    }
  }

  /// Where documents may stand below a project's root.
  static let documentFolders = [
    "", "docs", "doc", "spec", "specs", "documentation", "docs/spec", "docs/specs", "docs/ssot", "docs/deployment",
    "ssot",
    ".timsquad/ssot",
  ]

  package static let configurationNames = [".speclint.yaml", ".speclint.yml"]

  /// The folder beyond which nothing is looked for: the repository's top, if there is one, or what is named.
  private let top: String?
  private let fallback: String
  private var places: [String: Place] = [:]

  /// - Parameter top: The folder beyond which nothing is looked for, where it is not the repository's top.
  package init(currentFolder: String, repository: GitRepository?, top: String? = nil) {
    self.top = top ?? repository?.root
    fallback = repository?.root ?? currentFolder
  }

  package mutating func place(of file: String) -> Place {
    place(ofFolder: PathText.parent(file))
  }

  private mutating func place(ofFolder folder: String) -> Place {
    if let known = places[folder] { return known }
    let found = find(folder)
    places[folder] = found
    return found
  }

  private mutating func find(_ folder: String) -> Place {
    let isTop = isTop(folder)
    let above = isTop ? nil : place(ofFolder: PathText.parent(folder))
    let own = Self.documents(of: folder)
    let documents = own.isEmpty ? above?.documents ?? [] : own
    if let configuration = Self.configuration(in: folder) {
      return Place(root: folder, documents: documents, configuration: configuration)
    }
    if let configuration = above?.configuration {
      return Place(root: PathText.parent(configuration), documents: documents, configuration: configuration)
    }
    guard own.isEmpty else {
      return Place(root: Self.root(above: folder, own), documents: own, configuration: nil)
    }
    return above ?? Place(root: root(of: folder), documents: [], configuration: nil)
  }

  private func isTop(_ folder: String) -> Bool {
    folder == "/" || folder == top || folder == "." || FileSystem.exists(PathText.join(folder, ".git"))
  }

  /// The root of a project that has neither documents nor a configuration, whose highest folder is given.
  private func root(of folder: String) -> String {
    if FileSystem.exists(PathText.join(folder, ".git")) { return folder }
    return PathText.contains(fallback, folder) || folder == "/" ? fallback : folder
  }

  /// The documents in a folder, or in one of those below it where documents may stand.
  private static func documents(of folder: String) -> [String] {
    for sub in documentFolders {
      let place = sub.isEmpty ? folder : PathText.join(folder, sub)
      guard sub.isEmpty || FileSystem.kind(place) == .folder else { continue }
      let found = documents(in: place)
      if !found.isEmpty { return found }
    }
    return []
  }

  private static func configuration(in folder: String) -> String? {
    configurationNames.map { PathText.join(folder, $0) }.first { FileSystem.kind($0) == .file }
  }

  private static func documents(in folder: String) -> [String] {
    FileSystem.entries(of: folder) { FileKind.isSpecDocument($0.lowercased()) }
      .filter { $0.kind != .folder }
      .map { PathText.join(folder, $0.name) }
  }

  /// A folder of documents belongs to the project that it stands in: `docs/` to what is above it.
  private static func root(above folder: String, _ documents: [String]) -> String {
    guard documents.first.map({ PathText.parent($0) == folder }) ?? false else { return folder }
    for sub in documentFolders.sorted(by: { $0.count > $1.count }) where !sub.isEmpty && folder.hasSuffix("/" + sub) {
      let root = String(folder.dropLast(sub.count + 1))
      return root.isEmpty ? "/" : root
    }
    return folder
  }
}
