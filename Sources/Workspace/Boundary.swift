/// How far the files of a run may lie: a link that leads out of the repository is not followed, and none is written through.
package struct Boundary: Sendable {
  private let currentFolder: String
  private let repository: GitRepository?

  package init(currentFolder: String, repository: GitRepository?) {
    self.currentFolder = currentFolder
    self.repository = repository
  }

  /// The folder that a path belongs to: its repository's top, else the current folder, else its own.
  ///
  /// - Parameter path: absolute.
  package func root(of path: String) -> String {
    if let repository, PathText.contains(repository.root, path) { return repository.root }
    let folder = PathText.parent(path)
    if let other = GitRepository.containing(folder) { return other.root }
    return PathText.contains(currentFolder, path) ? currentFolder : folder
  }

  /// The first link on the way from that folder to a path, the last part included.
  package func link(on path: String) -> String? { FileSystem.link(on: path, below: root(of: path)) }

  /// Whether what stands at a path lies elsewhere: outside of that folder, or among git's own files.
  package func isLeft(by path: String) -> Bool {
    let root = root(of: path)
    guard let real = FileSystem.resolved(path), let realRoot = FileSystem.resolved(root) else { return false }
    guard PathText.contains(realRoot, real) else { return true }
    return PathText.relative(real, to: realRoot).split(separator: "/").contains(".git")
  }

  /// What a message calls it.
  package func title(of path: String) -> String {
    GitRepository.containing(root(of: path)) == nil ? "folder" : "repository"
  }
}
