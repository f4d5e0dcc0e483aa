import Artifacts
import ByteSearch
import Syntax
import Workspace

/// Compose files as `docker compose` would put them together: a base file alone, or under each of the files that go
/// over it.
enum ComposeViews {
  struct View {
    let artifacts: [Int]
    /// The file that says which environment the view is for.
    let leading: Int
  }

  /// - Parameter paths: the compose files' indexes and paths.
  static func group(_ paths: [(index: Int, path: String)]) -> [View] {
    var views: [View] = []
    let bases = paths.filter { isBase($0.path) }
    for base in bases {
      let folder = PathText.parent(base.path)
      let overrides = paths.filter { !isBase($0.path) && PathText.parent($0.path) == folder }
      if overrides.isEmpty { views.append(View(artifacts: [base.index], leading: base.index)) }
      views += overrides.map { View(artifacts: [base.index, $0.index], leading: $0.index) }
    }
    let folders = Set(bases.map { PathText.parent($0.path) })
    views += paths.filter { !isBase($0.path) && !folders.contains(PathText.parent($0.path)) }
      .map { View(artifacts: [$0.index], leading: $0.index) }
    return views
  }

  /// `compose.yaml`, `docker-compose.yml`: the names without a further word.
  private static func isBase(_ path: String) -> Bool {
    let name = PathText.name(path).lowercased()
    return ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"].contains(name)
  }

  /// `compose.override.yaml` is what `docker compose up` takes on a developer's machine.
  static func isOverride(_ path: String) -> Bool {
    PathText.name(path).lowercased().contains(".override.")
  }
}
