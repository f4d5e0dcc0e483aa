import Artifacts
import DeploymentSpec
import Diagnostics
import Workspace

/// What reaches the application in one place that starts it.
struct Delivery: Sendable {
  let environment: String?
  let names: Set<String>
  /// Whether nothing comes from places that cannot be read here.
  let isComplete: Bool
  /// How a message calls the place.
  let title: String
  /// Where a variable that does not reach it is reported.
  let location: Location
}

/// Finds the bindings of variables, the application's and those of the containers beside it, and what of the application's
/// reaches each place that starts it.
struct VariableCollector {
  private(set) var subjects: [VariableSubject] = []
  /// The bindings of other containers.
  private(set) var others: [VariableSubject] = []
  private(set) var deliveries: [Delivery] = []
  private let spec: DeploymentSpec?
  private var dotenvs: [String: BoundArtifact] = [:]
  private var sets: [(bound: BoundArtifact, set: VariableSet)] = []
  /// Paths of dotenv files by what refers to them.
  private var applicationFiles: Set<String> = []
  private var otherFiles: Set<String> = []
  private var otherSets: Set<VariableSource> = []
  private var applicationSets: Set<VariableSource> = []
  private var imageVariables: Set<String> = []
  /// The variable of the application that takes its value from a key of a ConfigMap or Secret.
  private var namesOfKeys: [SetKey: String] = [:]
  /// The same for other containers.
  private var otherNamesOfKeys: [SetKey: String] = [:]

  private struct SetKey: Hashable {
    let set: String
    let key: String
  }

  init(spec: DeploymentSpec?, artifacts: [BoundArtifact], workloads: [WorkloadSubject], paths: [String]) {
    self.spec = spec
    for bound in artifacts {
      if case .dotenv = bound.artifact.content { dotenvs[bound.file.path] = bound }
      sets += bound.artifact.variableSets.map { (bound, $0) }
    }
    for (subject, path) in zip(workloads, paths) { noteReferences(subject, path) }
    for (subject, path) in zip(workloads, paths) { addContainers(subject, path) }
    for bound in artifacts { addDotenv(bound) }
    for bound in artifacts { addWorkflow(bound) }
    for (bound, set) in sets { addSet(bound, set) }
  }

  private mutating func noteReferences(_ subject: WorkloadSubject, _ path: String) {
    for container in subject.containers {
      for file in container.container.environmentFiles {
        let target = PathText.normalized(PathText.join(PathText.parent(path), file.path))
        if container.isApplication { applicationFiles.insert(target) } else { otherFiles.insert(target) }
      }
      for source in container.container.variableSources {
        if container.isApplication { applicationSets.insert(source.value) } else { otherSets.insert(source.value) }
      }
      if container.isApplication {
        Self.noteKeys(container.container.variables, in: &namesOfKeys)
      } else {
        Self.noteKeys(container.container.variables, in: &otherNamesOfKeys)
      }
      if container.isApplication, subject.workload.runtime == .image {
        imageVariables.formUnion(container.container.variables.filter { $0.origin == .image }.map(\.name.value))
      }
    }
  }

  private static func noteKeys(_ variables: [VariableBinding], in namesOfKeys: inout [SetKey: String]) {
    for variable in variables {
      guard case .reference(let reference) = variable.value, let set = reference.name, let key = reference.key else {
        continue
      }
      namesOfKeys[SetKey(set: set, key: key)] = variable.name.value
    }
  }

  // MARK: Containers

  private mutating func addContainers(_ subject: WorkloadSubject, _ path: String) {
    for container in subject.containers {
      add(
        container.container.variables.map {
          VariableSubject(
            binding: $0, name: $0.name.value, environment: subject.environment, isTemplate: false, isIgnored: false,
            format: subject.workload.runtime.rawValue, spec: spec, isApplication: container.isApplication)
        })
      if container.isApplication, subject.workload.runtime != .image { deliver(container, subject, path) }
    }
  }

  private mutating func add(_ found: [VariableSubject]) {
    for subject in found {
      if subject.isApplication { subjects.append(subject) } else { others.append(subject) }
    }
  }

  private mutating func deliver(_ container: ContainerSubject, _ subject: WorkloadSubject, _ path: String) {
    var names = imageVariables
    var isComplete = true
    names.formUnion(container.container.variables.map(\.name.value))
    names.formUnion(container.container.mountedSecrets.map(Self.variableName))
    for file in container.container.environmentFiles {
      let target = PathText.normalized(PathText.join(PathText.parent(path), file.path))
      if let bound = dotenvs[target] {
        names.formUnion(bound.artifact.bindings.map(\.name.value))
      } else if file.isRequired {
        isComplete = false
      }
    }
    for source in container.container.variableSources {
      if let keys = keys(of: source.value, near: subject) { names.formUnion(keys) } else { isComplete = false }
    }
    names.formUnion(names.filter { $0.hasSuffix("_FILE") }.map { String($0.dropLast("_FILE".count)) })
    deliveries.append(
      Delivery(
        environment: subject.environment, names: names, isComplete: isComplete, title: container.title,
        location: container.place))
  }

  /// `jwt-secret` as the variable that it stands for: many images read `JWT_SECRET_FILE`, or the file itself.
  private static func variableName(_ secret: String) -> String {
    String(secret.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
  }

  private func keys(of source: VariableSource, near subject: WorkloadSubject) -> [String]? {
    let (name, prefix, kind): (String, String, VariableSet.Kind) =
      switch source {
      case .configMap(let name, let prefix): (name, prefix, .configMap)
      case .secret(let name, let prefix): (name, prefix, .secret)
      }
    let found = sets.filter { $0.set.name.value == name && $0.set.kind == kind }
    let best = found.first { $0.bound.environment == subject.environment } ?? found.first
    return best.map { $0.set.bindings.map { prefix + $0.name.value } }
  }

  // MARK: Files

  private mutating func addDotenv(_ bound: BoundArtifact) {
    guard case .dotenv = bound.artifact.content else { return }
    let path = bound.file.path
    let isApplication = applicationFiles.contains(path) || !otherFiles.contains(path)
    let isTemplate = FileKind.isTemplate(path)
    add(
      bound.artifact.bindings.map {
        VariableSubject(
          binding: $0, name: $0.name.value, environment: bound.environment, isTemplate: isTemplate,
          isIgnored: bound.file.isIgnored, format: "dotenv", spec: spec, isApplication: isApplication)
      })
    guard isApplication, !isTemplate, !applicationFiles.contains(path),
      PathText.name(path).lowercased().hasPrefix(".env")
    else {
      return
    }
    var names = Set(bound.artifact.bindings.map(\.name.value))
    if bound.environment == "local" { names.formUnion(localSiblings(of: path)) }
    deliveries.append(
      Delivery(
        environment: bound.environment, names: names, isComplete: true, title: PathText.name(path),
        location: bound.file.source.firstLine))
  }

  /// Of a workflow's variables those that are the application's: the others are the pipeline's own.
  private mutating func addWorkflow(_ bound: BoundArtifact) {
    guard let spec else { return }
    for binding in bound.artifact.workflow?.bindings ?? [] {
      // What an action calls a port is not the application's.
      guard let variable = spec.variables[binding.variable.name.value], !binding.isInput || variable.isSecret else {
        continue
      }
      let named = binding.environment.flatMap { spec.vocabulary.canonical($0) }
      subjects.append(
        VariableSubject(
          binding: binding.variable, name: binding.variable.name.value, environment: named ?? bound.environment,
          isTemplate: false, isIgnored: false, format: VariableSubject.workflow, spec: spec))
    }
  }

  /// `.env` and `.env.local` are read together.
  private func localSiblings(of path: String) -> [String] {
    let folder = PathText.parent(path)
    return [".env", ".env.local"].compactMap { dotenvs[PathText.normalized(PathText.join(folder, $0))] }
      .flatMap { $0.artifact.bindings.map(\.name.value) }
  }

  private mutating func addSet(_ bound: BoundArtifact, _ set: VariableSet) {
    let isApplication = isOfApplication(set)
    add(
      set.bindings.map { binding in
        VariableSubject(
          binding: binding, name: name(of: binding.name.value, in: set, isApplication),
          environment: bound.environment, isTemplate: false, isIgnored: false, format: Runtime.kubernetes.rawValue,
          spec: spec, isApplication: isApplication)
      })
  }

  /// Whether the application takes something of a set, or no container does.
  private func isOfApplication(_ set: VariableSet) -> Bool {
    func isNamed(_ sources: Set<VariableSource>, _ keys: [SetKey: String]) -> Bool {
      sources.contains { $0.names(set) } || set.bindings.contains { keys[key($0.name.value, of: set)] != nil }
    }
    return isNamed(applicationSets, namesOfKeys) || !isNamed(otherSets, otherNamesOfKeys)
  }

  private func key(_ name: String, of set: VariableSet) -> SetKey { SetKey(set: set.name.value, key: name) }

  /// What a container calls a key of a set: a reference to it may give it another name, `envFrom` a prefix.
  private func name(of key: String, in set: VariableSet, _ isApplication: Bool) -> String {
    let names = isApplication ? namesOfKeys : otherNamesOfKeys
    if let name = names[self.key(key, of: set)] { return name }
    let prefix = (isApplication ? applicationSets : otherSets).first { $0.names(set) }?.prefix ?? ""
    return prefix + key
  }
}

extension VariableSource {
  fileprivate var prefix: String {
    switch self {
    case .configMap(_, let prefix), .secret(_, let prefix): prefix
    }
  }

  /// Whether it means a set.
  fileprivate func names(_ set: VariableSet) -> Bool {
    switch self {
    case .configMap(let name, _): set.kind == .configMap && name == set.name.value
    case .secret(let name, _): set.kind == .secret && name == set.name.value
    }
  }
}
