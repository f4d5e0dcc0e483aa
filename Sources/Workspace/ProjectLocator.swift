/// Finds the project that a file belongs to: the nearest folder above it that has spec documents or a configuration.
package struct ProjectLocator {
  package struct Place: Hashable {
    /// Absolute.
    package let root: String
    /// The spec documents found, absolute.
    package let documents: [String]
    /// The configuration file, absolute.
    package let configuration: String?

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
    let found = find(folder) ?? climb(folder)
    places[folder] = found
    return found
  }

  private mutating func climb(_ folder: String) -> Place {
    if folder == "/" || folder == top || folder == "." {
      let root = PathText.contains(fallback, folder) || folder == "/" ? fallback : folder
      return Place(root: root, documents: [], configuration: nil)
    }
    return place(ofFolder: PathText.parent(folder))
  }

  private func find(_ folder: String) -> Place? {
    var documents: [String] = []
    for sub in Self.documentFolders {
      let place = sub.isEmpty ? folder : PathText.join(folder, sub)
      guard documents.isEmpty, sub.isEmpty || FileSystem.kind(place) == .folder else { continue }
      documents = Self.documents(in: place)
    }
    let root = Self.root(above: folder, documents)
    guard let configuration = Self.configuration(in: folder) ?? Self.configuration(in: root) else {
      return documents.isEmpty ? nil : Place(root: root, documents: documents, configuration: nil)
    }
    return Place(root: root, documents: documents, configuration: configuration)
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
