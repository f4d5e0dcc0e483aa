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
  /// The same, with its findings wanted.
  var reported: ProjectFile { ProjectFile(source: source, path: path, kind: kind, state: state) }
  /// Whether it is other people's program, or a text of theirs.
  var isVendored: Bool { [.code, .other].contains(kind) && VendoredCode.holds(path) }
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
  /// Those of the containers beside it, of which only the spec's secret flags and stores hold.
  let otherVariables: [VariableSubject]
  /// What of the project could not be told apart, for the summary.
  let notes: [String]
  /// Names of the application that nothing in the project has.
  let faults: [String]
  /// What reaches the application in each place that starts it.
  let deliveries: [Delivery]
  let options: Configuration.RuleOptions
  let code: CodeFacts
  private let documents: [ProjectFile]
  /// The names of images, wherever they stand.
  let images: [ImageSubject]
  private let folder: ProjectFolder
  private let dotenvDialects: [DotenvDialect]
  /// The loaders that manifests speak of, by the folder of dotenv files.
  private let dotenvSigns: [String: Set<DotenvDialect>]
  /// The builds that compose files and workflows speak of.
  private let builds: [ProjectBuild]
  /// The dotenv files that compose files read.
  private let composeDotenvs: Set<String>
  /// The Dockerfiles that compose services without a health check build.
  private let uncheckedBuilds: Set<String>

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
    let folders = Set(artifacts.filter { $0.file.kind == .dotenv }.map { PathText.parent($0.file.path) })
    dotenvSigns =
      configuration.dotenvDialects.isEmpty
      ? folders.reduce(into: [:]) { $0[$1] = DotenvLoaders.signs(for: $1, in: folder) } : [:]
    let composeDotenvs = Set(artifacts.filter { $0.file.kind == .compose }.flatMap(Self.dotenvFiles))
    self.composeDotenvs = composeDotenvs
    let (configured, signs) = (configuration.dotenvDialects, dotenvSigns)
    let artifacts = artifacts.map { bound in
      let loaders = DotenvLoaders.find(
        configured: configured, path: bound.file.path, compose: composeDotenvs,
        signs: signs[PathText.parent(bound.file.path)] ?? [])
      return loaders.areKnown ? bound.read(by: loaders.dialects[0]) : bound
    }
    self.artifacts = artifacts
    builds = ProjectBuild.all(in: artifacts)
    let collector = WorkloadCollector(
      spec: spec, artifacts: artifacts, binding: binding, applicationNames: configuration.application)
    workloads = collector.subjects
    uncheckedBuilds = Self.uncheckedBuilds(collector.subjects, collector.paths)
    let collected = VariableCollector(spec: spec, artifacts: artifacts, workloads: workloads, paths: collector.paths)
    variables = collected.subjects
    otherVariables = collected.others
    notes = collector.notes
    faults = collector.faults
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

  /// The folders that a Dockerfile may be built in.
  ///
  /// What compose files and workflows say counts; else it is the root's for a Dockerfile there, and of the others that of
  /// the folders above it which has most of what is copied from the context.
  ///
  /// - Parameter copied: the paths that the Dockerfile copies, relative to the context.
  func contexts(of dockerfile: String, copying copied: [String]) -> [BuildContext] {
    let known = builds.filter { $0.dockerfile == dockerfile }.map(\.context).unique
    let folders = known.isEmpty ? likelyContexts(of: dockerfile, copied) : known
    return folders.map { context(in: $0, of: dockerfile) }
  }

  private func likelyContexts(of dockerfile: String, _ copied: [String]) -> [String] {
    var folders = [PathText.parent(dockerfile)]
    while let last = folders.last, last != "." { folders.append(PathText.parent(last)) }
    guard folders.count > 1 else { return folders }
    let counts = folders.map { folder in copied.count { exists(PathText.join(folder, $0)) } }
    let most = counts.max() ?? 0
    let best = zip(folders, counts).filter { $1 == most }.map(\.0)
    return best.first.map { exists(PathText.join($0, ".dockerignore")) && $0 == folders[0] ? [$0] : best } ?? folders
  }

  /// A Dockerfile's own ignore file wins over the context's (docs.docker.com, "Build context").
  private func context(in folder: String, of dockerfile: String) -> BuildContext {
    let source = read(dockerfile + ".dockerignore") ?? read(PathText.join(folder, ".dockerignore"))
    return BuildContext(
      folder: folder, ignore: source.map { ($0, IgnoreFile($0.text(0..<$0.bytes.count))) },
      exists: { self.exists(PathText.join(folder, $0)) }, read: { self.read(PathText.join(folder, $0)) })
  }

  /// Whether a compose service builds a Dockerfile and brings no health check.
  ///
  /// - Parameter dockerfile: relative to the project's root.
  func isRunWithoutHealthCheck(_ dockerfile: String) -> Bool {
    !uncheckedBuilds.isEmpty && uncheckedBuilds.contains(PathText.normalized(dockerfile))
  }

  /// The Dockerfiles that compose services without a health check build.
  private static func uncheckedBuilds(_ workloads: [WorkloadSubject], _ paths: [String]) -> Set<String> {
    var result: Set<String> = []
    for (subject, path) in zip(workloads, paths) where subject.workload.runtime == .compose {
      for container in subject.workload.containers {
        guard let build = container.build, container.healthChecks.isEmpty, container.healthCheckDisabled == nil
        else { continue }
        result.insert(ProjectBuild(build, from: PathText.parent(path)).dockerfile)
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
    DotenvLoaders.find(
      configured: dotenvDialects, path: path, compose: composeDotenvs,
      signs: dotenvSigns[PathText.parent(path)] ?? [])
  }

  func exists(_ path: String) -> Bool {
    folder.exists(PathText.normalized(path))
  }

  private func read(_ path: String) -> SourceText? { folder.read(PathText.normalized(path)) }

  /// The path of a spec document, relative to the project's root.
  func pathOf(_ source: SourceText) -> String? {
    documents.first { $0.source === source }?.path
  }
}

/// The folder that a build sees, with what it leaves out of it.
struct BuildContext {
  /// Relative to the project's root.
  let folder: String
  let ignore: (source: SourceText, file: IgnoreFile)?
  /// Whether something stands at a path of the context.
  let exists: (String) -> Bool
  /// The text of a file of the context, `nil` where there is none to be read.
  let read: (String) -> SourceText?
}
