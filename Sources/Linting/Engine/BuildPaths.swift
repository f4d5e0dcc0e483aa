import Artifacts
import Workspace

/// A build with its paths relative to the project's root.
struct ProjectBuild: Hashable, Sendable {
  let context: String
  let dockerfile: String
  /// The names of the image, without registry and tag, where they are known.
  let names: [String]

  /// - Parameter folder: that of the compose file.
  init(_ build: BuildReference, from folder: String) {
    context = PathText.normalized(PathText.join(folder, build.context))
    dockerfile = PathText.normalized(PathText.join(context, build.dockerfile ?? "Dockerfile"))
    names = []
  }

  /// - Parameter workflow: the path of the workflow.
  init(_ build: ImageBuild, in workflow: String) {
    let top = workflow.firstRange(of: ".github/workflows/").map { String(workflow[..<$0.lowerBound]) } ?? ""
    let folder = PathText.join(top, build.folder.isEmpty ? "." : build.folder)
    context = PathText.normalized(PathText.join(folder, build.context))
    dockerfile = PathText.normalized(
      build.dockerfile.map { PathText.join(folder, $0) } ?? PathText.join(context, "Dockerfile"))
    names = build.names
  }

  /// The builds of images that a project's compose files and workflows speak of. A context that stands elsewhere, or that
  /// a variable gives, is left out.
  static func all(in artifacts: [BoundArtifact]) -> [ProjectBuild] {
    artifacts.flatMap { bound -> [ProjectBuild] in
      let folder = PathText.parent(bound.file.path)
      let services = bound.artifact.workloads.flatMap(\.containers).compactMap(\.build)
        .filter { !$0.context.contains("$") && !$0.context.contains("://") }
      return services.map { ProjectBuild($0, from: folder) }
        + (bound.artifact.workflow?.builds ?? []).map { ProjectBuild($0, in: bound.file.path) }
    }
  }
}
