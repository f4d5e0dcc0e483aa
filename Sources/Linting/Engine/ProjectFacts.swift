import Artifacts
import DeploymentSpec
import Diagnostics
import Quantities
import Syntax
import Workspace

/// A file of a project and what it is.
package struct ProjectFile: Sendable {
  package let source: SourceText
  /// Relative to the project's root.
  package let path: String
  package let kind: FileKind
  /// How git stands to it, where that is known.
  package let state: GitRepository.FileState?
  /// Whether findings in it are wanted; the rest is context.
  package let isReported: Bool

  package init(
    source: SourceText, path: String, kind: FileKind? = nil, state: GitRepository.FileState? = nil,
    isReported: Bool = true
  ) {
    self.source = source
    self.path = path
    self.kind = kind ?? FileKind(path: path)
    self.state = state
    self.isReported = isReported
  }

  var isIgnored: Bool { state == .ignored }
}

/// An artifact with its place in the project.
struct BoundArtifact: Sendable {
  let file: ProjectFile
  let artifact: Artifact
  let environment: String?

  /// A dotenv file with the values that a loader reads; any other as it is.
  func read(by dialect: DotenvDialect) -> BoundArtifact {
    BoundArtifact(file: file, artifact: artifact.read(by: dialect), environment: environment)
  }
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
  let code: CodeFacts
  private let documents: [ProjectFile]
  /// The names of images, wherever they stand.
  let images: [ImageSubject]
  private let folder: ProjectFolder
  private let dotenvDialects: [DotenvDialect]
  /// The loaders that the project's manifests speak of.
  private let dotenvSigns: Set<DotenvDialect>
  /// The dotenv files that compose files read.
  private let composeDotenvs: Set<String>
  /// The Dockerfiles that compose services without a health check build.
  private let uncheckedBuilds: Set<String>
  private let sharedIgnoreFiles = SharedIgnoreFiles()

  init(
    spec: DeploymentSpec?, artifacts: [BoundArtifact], binding: EnvironmentBinding, configuration: Configuration,
    today: CalendarDate, documents: [ProjectFile], folder: ProjectFolder, code: CodeFacts
  ) {
    self.spec = spec
    self.documents = documents
    self.folder = folder
    self.code = code
    options = configuration.options
    dotenvDialects = configuration.dotenvDialects
    let hasDotenv = artifacts.contains { $0.file.kind == .dotenv }
    dotenvSigns = hasDotenv && configuration.dotenvDialects.isEmpty ? DotenvLoaders.signs(in: folder) : []
    let composeDotenvs = Set(artifacts.filter { $0.file.kind == .compose }.flatMap(Self.dotenvFiles))
    self.composeDotenvs = composeDotenvs
    let (configured, signs) = (configuration.dotenvDialects, dotenvSigns)
    let artifacts = artifacts.map { bound in
      let loaders = DotenvLoaders.find(
        configured: configured, path: bound.file.path, compose: composeDotenvs, signs: signs)
      return loaders.areKnown ? bound.read(by: loaders.dialects[0]) : bound
    }
    self.artifacts = artifacts
    let collector = WorkloadCollector(
      spec: spec, artifacts: artifacts, binding: binding, applicationNames: configuration.application)
    workloads = collector.subjects
    uncheckedBuilds = Self.uncheckedBuilds(collector.subjects, artifacts)
    let collected = VariableCollector(spec: spec, artifacts: artifacts, workloads: workloads, paths: collector.paths)
    variables = collected.subjects
    deliveries = collected.deliveries
    let options = options
    let bases = artifacts.flatMap { bound in
      bound.artifact.baseImages.map {
        ImageSubject(
          image: $0, isBuiltHere: false, environment: bound.environment, options: options, today: today)
      }
    }
    let run = workloads.filter { $0.workload.runtime != .image }.flatMap(\.containers).compactMap { subject in
      subject.container.image.map {
        ImageSubject(
          image: $0, isBuiltHere: subject.container.build != nil, environment: subject.environment, options: options,
          today: today)
      }
    }
    images = bases + run
  }

  /// The `.dockerignore` that a build of a Dockerfile obeys: its own, that of its folder, that of the project.
  func ignoreFile(for path: String) -> (source: SourceText, ignore: IgnoreFile)? {
    let own = folder.read(path + ".dockerignore").map { IgnoreFile.read($0) }
    return own ?? sharedIgnoreFiles.find(PathText.join(PathText.parent(path), ".dockerignore"), folder)
      ?? sharedIgnoreFiles.find(".dockerignore", folder)
  }

  /// Whether a compose service builds a Dockerfile and brings no health check.
  ///
  /// - Parameter dockerfile: relative to the project's root.
  func isRunWithoutHealthCheck(_ dockerfile: String) -> Bool {
    !uncheckedBuilds.isEmpty && uncheckedBuilds.contains(PathText.normalized(dockerfile))
  }

  /// The Dockerfiles that compose services without a health check build.
  private static func uncheckedBuilds(_ workloads: [WorkloadSubject], _ artifacts: [BoundArtifact]) -> Set<String> {
    var result: Set<String> = []
    for subject in workloads where subject.workload.runtime == .compose {
      let folder = artifacts.first { $0.file.source === subject.source }.map { PathText.parent($0.file.path) } ?? ""
      for container in subject.workload.containers {
        guard let build = container.build, container.healthChecks.isEmpty, container.healthCheckDisabled == nil
        else { continue }
        let context = PathText.normalized(PathText.join(folder, build.context))
        result.insert(PathText.normalized(PathText.join(context, build.dockerfile ?? "Dockerfile")))
      }
    }
    return result
  }

  /// The dotenv files that a compose file names, and the `.env` beside it if it takes values from there.
  private static func dotenvFiles(of bound: BoundArtifact) -> [String] {
    let folder = PathText.parent(bound.file.path)
    let named = bound.artifact.workloads.flatMap(\.containers).flatMap(\.environmentFiles).map(\.path)
    return (named + (bound.artifact.interpolations.isEmpty ? [] : [".env"]))
      .map { PathText.normalized(PathText.join(folder, $0)) }
  }

  /// The loaders that read a dotenv file.
  func dotenvLoaders(of path: String) -> DotenvLoaders {
    DotenvLoaders.find(configured: dotenvDialects, path: path, compose: composeDotenvs, signs: dotenvSigns)
  }

  func exists(_ path: String) -> Bool {
    folder.exists(PathText.normalized(path))
  }

  /// The path of a spec document, relative to the project's root.
  func pathOf(_ source: SourceText) -> String? {
    documents.first { $0.source === source }?.path
  }
}
