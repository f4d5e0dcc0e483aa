import Artifacts
import DeploymentSpec
import Diagnostics
import Syntax
import Workspace

/// A file of a project and what it is.
package struct ProjectFile: Sendable {
  package let source: SourceText
  /// Relative to the project's root.
  package let path: String
  package let kind: FileKind
  /// Whether git ignores it.
  package let isIgnored: Bool
  /// Whether findings in it are wanted; the rest is context.
  package let isReported: Bool

  package init(
    source: SourceText, path: String, kind: FileKind? = nil, isIgnored: Bool = false, isReported: Bool = true
  ) {
    self.source = source
    self.path = path
    self.kind = kind ?? FileKind(path: path)
    self.isIgnored = isIgnored
    self.isReported = isReported
  }
}

/// An artifact with its place in the project.
struct BoundArtifact: Sendable {
  let file: ProjectFile
  let artifact: Artifact
  let environment: String?
}

/// Everything that is known about one project: its spec, its artifacts, and how they hang together.
package final class ProjectFacts: Sendable {
  let spec: DeploymentSpec?
  let artifacts: [BoundArtifact]
  /// All workloads, compose files put together.
  let workloads: [WorkloadSubject]
  /// The bindings of the application's variables, wherever they stand.
  let variables: [VariableSubject]
  /// What reaches the application in each place that starts it.
  let deliveries: [Delivery]
  let options: Configuration.RuleOptions
  private let documents: [ProjectFile]
  private let fileExists: @Sendable (String) -> Bool

  /// - Parameter fileExists: whether something stands at a path relative to the project's root.
  init(
    spec: DeploymentSpec?, artifacts: [BoundArtifact], binding: EnvironmentBinding, configuration: Configuration,
    documents: [ProjectFile], fileExists: @escaping @Sendable (String) -> Bool
  ) {
    self.spec = spec
    self.artifacts = artifacts
    self.documents = documents
    self.fileExists = fileExists
    options = configuration.options
    let collector = WorkloadCollector(
      spec: spec, artifacts: artifacts, binding: binding, applicationNames: configuration.application)
    workloads = collector.subjects
    let collected = VariableCollector(spec: spec, artifacts: artifacts, workloads: workloads, paths: collector.paths)
    variables = collected.subjects
    deliveries = collected.deliveries
  }

  func exists(_ path: String) -> Bool {
    fileExists(PathText.normalized(path))
  }

  /// The path of a spec document, relative to the project's root.
  func pathOf(_ source: SourceText) -> String? {
    documents.first { $0.source === source }?.path
  }
}
