import ByteSearch
import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// Amazon ECS task definitions: `RegisterTaskDefinition` input, or `describe-task-definition` output
/// (Amazon ECS API Reference, "TaskDefinition").
enum ECSFacts {
  static func taskDefinition(in root: DataNode) -> DataNode? {
    if let wrapped = root["taskDefinition"], wrapped["containerDefinitions"]?.isSequence ?? false { return wrapped }
    return root["containerDefinitions"]?.isSequence ?? false ? root : nil
  }

  static func read(_ tree: DataTree) -> Artifact {
    var artifact = Artifact(source: tree.source, content: .ecs(tree), problems: tree.problems, comments: tree.comments)
    artifact.workloads = tree.documents.compactMap { taskDefinition(in: $0).map(workload) }
    return artifact
  }

  private static func workload(_ task: DataNode) -> Workload {
    let place = task["containerDefinitions"]?.location ?? task.location
    let name = task["family"]?.located ?? Located(PathName.of(task.tree.source.path), task.tree.source.firstLine)
    var workload = Workload(
      name: name, runtime: .ecs, noun: "task",
      containers: (task["containerDefinitions"]?.elements ?? []).map(container),
      location: place)
    workload.cpu = task["cpu"]?.fact(CPU.init(ecs:))
    workload.memory = task["memory"]?.fact(Memory.init(ecs:))
    workload.isFargate = task["requiresCompatibilities"]?.elements.contains { $0.text == "FARGATE" } ?? false
    return workload
  }

  private static func container(_ node: DataNode) -> Container {
    var container = Container(
      name: node["name"]?.located ?? Located("container", node.location), location: node.location)
    container.image = node["image"]?.fact { ImageReference($0) }
    container.user = node["user"]?.fact { $0 }
    container.ports = (node["portMappings"]?.elements ?? []).compactMap { mapping in
      mapping["containerPort"].flatMap { port in port.integer.map { Located($0, port.innerLocation) } }
    }
    readHealthCheck(node, into: &container)
    container.cpu = node["cpu"]?.fact { $0 == "0" ? nil : CPU(ecs: $0) }.flatMap {
      if case .unreadable("0", _) = $0 { nil } else { $0 }
    }
    container.memory = node["memory"]?.fact(Memory.init(ecs:))
    container.memoryRequest = node["memoryReservation"]?.fact(Memory.init(ecs:))
    container.variables =
      (node["environment"]?.elements ?? []).compactMap(environment)
      + (node["secrets"]?.elements ?? []).compactMap(secret)
    container.environmentFiles = (node["environmentFiles"]?.elements ?? []).compactMap { file in
      file["value"].flatMap { value in
        value.value.map { EnvironmentFile(path: $0, isRequired: true, location: value.innerLocation) }
      }
    }
    return container
  }

  /// An interval that is not given is 30 seconds ("HealthCheck").
  private static func readHealthCheck(_ node: DataNode, into container: inout Container) {
    guard let check = node["healthCheck"], check.isMapping else { return }
    let command = check["command"]?.elements ?? []
    if command.first?.text == "NONE" {
      container.healthCheckDisabled = check.location
      return
    }
    container.healthChecks = [
      HealthCheck(
        purpose: .health, path: ProbeCommand.path(command), port: nil,
        interval: check["interval"]?.fact(TimeSpan.init(bareSeconds:))
          ?? .defaulted(TimeSpan(seconds: 30), check.location),
        location: check.location)
    ]
  }

  private static func environment(_ node: DataNode) -> VariableBinding? {
    guard let name = node["name"]?.located else { return nil }
    let value = node["value"]
    return VariableBinding(
      name: name, value: value?.text.map { ValueReader.read($0, expands: true) } ?? .empty, origin: .environment,
      valueLocation: value?.innerLocation ?? name.location, location: node.location)
  }

  private static func secret(_ node: DataNode) -> VariableBinding? {
    guard let name = node["name"]?.located else { return nil }
    let source = node["valueFrom"]
    return VariableBinding(
      name: name, value: .reference(reference(source?.text ?? "")), origin: .store,
      valueLocation: source?.innerLocation ?? name.location, location: node.location)
  }

  /// `valueFrom` is a secret's ARN, a parameter's ARN, or a parameter's name in the task's region.
  private static func reference(_ text: String) -> SecretReference {
    if text.hasPrefix("arn:") { return ValueReader.arn(text) }
    if text.contains("$") || text.contains("{{") || text.contains("<") { return SecretReference(text: text) }
    return SecretReference(text: text, store: .parameterStore, name: text)
  }
}

/// The words of a health check's command.
enum ProbeCommand {
  static func path(_ words: [DataNode]) -> Located<String>? {
    for word in words {
      guard let text = word.text, let (path, range) = HTTPProbe.path(in: text) else { continue }
      return Located(path, word.location(ofPart: range) ?? word.innerLocation)
    }
    return nil
  }
}
