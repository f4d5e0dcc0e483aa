import Console
import Diagnostics
import Linting
import Workspace

/// The files that fixes may be written to: nothing is written through a link.
struct FixedFiles {
  private let currentFolder: String
  private let boundary: Boundary
  /// The files that would have been changed through one.
  private(set) var linked: Set<String> = []

  init(_ request: LintRequest) {
    currentFolder = request.currentFolder
    boundary = Boundary(currentFolder: currentFolder, repository: GitRepository.containing(currentFolder))
  }

  /// Of changed files those that may be written.
  mutating func writable(_ changed: [FixApplication.ChangedFile]) -> [FixApplication.ChangedFile] {
    changed.filter { file in
      let path = PathText.normalized(PathText.join(currentFolder, file.source.path))
      let isLinked = boundary.link(on: path) != nil
      if isLinked { linked.insert(file.source.path) }
      return !isLinked
    }
  }

  /// Says which files were left as they are.
  func note() {
    for path in linked.sorted() {
      Terminal.standardError(
        RunnerCommands.printed("note: \(PlainLine.of(path)) is not fixed: nothing is written through links") + "\n")
    }
  }
}
