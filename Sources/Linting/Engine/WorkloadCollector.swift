import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics
import Syntax
import Vocabulary
import Workspace

/// Brings the workloads of a project together: which environment each is for, which containers are the application's,
/// which autoscaler belongs to which.
struct WorkloadCollector {
  private(set) var subjects: [WorkloadSubject] = []
  /// The path, relative to the project's root, of the file that each subject is about.
  private(set) var paths: [String] = []
  private let spec: DeploymentSpec?
  private let binding: EnvironmentBinding
  /// What of the application is left open, for the summary.
  private(set) var notes: [String] = []
  /// Names of the application that nothing here has.
  private(set) var faults: [String] = []

  init(spec: DeploymentSpec?, artifacts: [BoundArtifact], binding: EnvironmentBinding, applicationNames: [String]) {
    self.spec = spec
    self.binding = binding
    let views = ComposeProject(artifacts).views
    let autoscalers = artifacts.flatMap { bound in bound.artifact.autoscalers.map { (bound, $0) } }
    var found = Self.patched(artifacts.flatMap(workloads(of:))).map { scaled($0, autoscalers) }
    for view in views {
      found += view.workloads.map { BoundWorkload(workload: $0, file: view.file, environment: view.environment) }
    }
    let applications = ApplicationContainers(
      names: applicationNames, dockerfilePaths: artifacts.filter { $0.file.kind == .dockerfile }.map(\.file.path),
      entries: found.map { ($0.workload, $0.file.path) }, builds: ProjectBuild.all(in: artifacts),
      project: spec?.documents.lazy.compactMap { $0.field("project")?.value }.first { !$0.contains("{") }
    ) { image in Self.isNamed(image, in: spec?.documents ?? []) }
    if spec != nil, let open = applications.open { notes.append(open) }
    faults = applications.faults
    paths = found.map(\.file.path)
    subjects = zip(found, applications.picks).map { entry, picked in
      WorkloadSubject(
        workload: entry.workload, environment: entry.environment, spec: spec, applicationContainers: picked,
        autoscaler: entry.scaler, source: entry.file.source)
    }
  }

  private static func isNamed(_ image: ImageReference, in documents: [SpecDocument]) -> Bool {
    documents.contains { document in
      let bytes = document.source.bytes
      return bytes.firstRange(of: image.repository.utf8, in: 0..<bytes.count) != nil
    }
  }

  private func workloads(of bound: BoundArtifact) -> [BoundWorkload] {
    if case .compose = bound.artifact.content { return [] }
    return bound.artifact.workloads.map {
      BoundWorkload(workload: $0, file: bound.file, environment: environment(of: $0, bound))
    }
  }

  private func scaled(_ entry: BoundWorkload, _ autoscalers: [(BoundArtifact, Autoscaler)]) -> BoundWorkload {
    guard entry.workload.runtime == .kubernetes else { return entry }
    let scalers = autoscalers.filter { $1.target == entry.workload.name.value }
    var entry = entry
    entry.scaler =
      (scalers.first { environment(of: $0, $1.namespace) == entry.environment }
      ?? scalers.first { environment(of: $0, $1.namespace) == nil })?.1
    return entry
  }

  private struct BoundWorkload {
    var workload: Workload
    let file: ProjectFile
    let environment: String?
    var scaler: Autoscaler?
  }

  /// Puts kustomize patches over the workloads of the same name; a workload that is patched is judged with its patches
  /// only, a patch of a workload that is not here not at all.
  private static func patched(_ found: [BoundWorkload]) -> [BoundWorkload] {
    let patches = found.filter(\.workload.isPatch)
    guard !patches.isEmpty else { return found }
    func isSame(_ a: Workload, _ b: Workload) -> Bool { a.name.value == b.name.value && a.noun == b.noun }
    let bases = found.filter { !$0.workload.isPatch }
    let alone = bases.filter { base in
      base.environment != nil || !patches.contains { isSame($0.workload, base.workload) }
    }
    var together: [BoundWorkload] = []
    for patch in patches {
      let folder = PathText.parent(patch.file.path)
      if let index = together.firstIndex(where: {
        isSame($0.workload, patch.workload) && $0.environment == patch.environment
          && PathText.parent($0.file.path) == folder
      }) {
        together[index].workload = together[index].workload.patched(by: patch.workload)
      } else {
        let candidates = bases.filter { isSame($0.workload, patch.workload) }
        guard
          let base = candidates.first(where: { $0.environment == nil })
            ?? candidates.first(where: { $0.environment == patch.environment })
        else { continue }
        together.append(
          BoundWorkload(
            workload: base.workload.patched(by: patch.workload), file: patch.file, environment: patch.environment))
      }
    }
    return alone + together
  }

  private func environment(of bound: BoundArtifact, _ word: String?) -> String? {
    bound.environment ?? binding.environment(namedBy: word)
  }

  private func environment(of workload: Workload, _ bound: BoundArtifact) -> String? {
    let word = workload.runtime == .ecs ? workload.name.value : workload.namespace
    return environment(of: bound, word)
  }
}

/// The compose files of a project, put together as `docker compose` would.
private struct ComposeProject {
  struct View {
    let workloads: [Workload]
    let environment: String?
    let file: ProjectFile
    var path: String { file.path }
  }

  let views: [View]

  init(_ artifacts: [BoundArtifact]) {
    var trees: [Int: DataTree] = [:]
    var byPath: [String: DataTree] = [:]
    for (index, bound) in artifacts.enumerated() {
      guard case .compose(let tree) = bound.artifact.content else { continue }
      trees[index] = tree
      byPath[bound.file.path] = tree
    }
    let paths = trees.keys.sorted().map { (index: $0, path: artifacts[$0].file.path) }
    views = ComposeViews.group(paths).map { group in
      let leading = artifacts[group.leading]
      let workloads = ComposeFacts.workloads(group.artifacts.compactMap { trees[$0] }) { other in
        byPath[PathText.normalized(PathText.join(PathText.parent(leading.file.path), other))]
      }
      let isLocal = ComposeViews.isOverride(leading.file.path)
      return View(
        workloads: workloads, environment: leading.environment ?? (isLocal ? "local" : nil), file: leading.file)
    }
  }
}
