import ByteSearch
import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// Kubernetes manifests: workloads, autoscalers, ConfigMaps and Secrets (Kubernetes API reference, v1.30).
enum KubernetesFacts {
  static func isManifest(_ root: DataNode) -> Bool {
    guard let version = root["apiVersion"]?.text, let kind = root["kind"]?.text else { return false }
    return !version.isEmpty && !kind.isEmpty && !version.hasPrefix("kustomize.config") && kind != "Kustomization"
  }

  static func read(_ tree: DataTree) -> Artifact {
    var artifact = Artifact(
      source: tree.source, content: .kubernetes(tree), problems: tree.problems, comments: tree.comments)
    for root in tree.documents { read(root, into: &artifact) }
    return artifact
  }

  private static func read(_ root: DataNode, into artifact: inout Artifact) {
    let kind = root["kind"]?.text ?? ""
    switch kind {
    case "List":
      for item in root["items"]?.elements ?? [] { readObject(item, item["kind"]?.text ?? "", into: &artifact) }
    default: readObject(root, kind, into: &artifact)
    }
  }

  private static func readObject(_ object: DataNode, _ kind: String, into artifact: inout Artifact) {
    switch kind {
    case "Pod": add(object, object, kind, &artifact)
    case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job":
      add(object, object.at("spec", "template") ?? object, kind, &artifact)
    case "CronJob":
      if let template = object.at("spec", "jobTemplate", "spec", "template") { add(object, template, kind, &artifact) }
    case "HorizontalPodAutoscaler": if let scaler = autoscaler(object) { artifact.autoscalers.append(scaler) }
    case "ConfigMap", "Secret": if let set = variableSet(object, kind) { artifact.variableSets.append(set) }
    default: break
    }
  }

  private static func name(_ object: DataNode) -> Located<String> {
    object.at("metadata", "name")?.located ?? Located("unnamed", object["kind"]?.location ?? object.location)
  }

  private static func namespace(_ object: DataNode) -> String? {
    object.at("metadata", "namespace")?.value
  }

  private static func add(_ object: DataNode, _ template: DataNode, _ kind: String, _ artifact: inout Artifact) {
    guard let spec = template["spec"] else { return }
    let pod = PodReader(security: spec["securityContext"])
    let containers =
      (spec["initContainers"]?.elements ?? []).map { pod.container($0, .initialization) }
      + (spec["containers"]?.elements ?? []).map { pod.container($0, .main) }
    var workload = Workload(
      name: name(object), runtime: .kubernetes, noun: kind, containers: containers, location: object.location)
    workload.namespace = namespace(object)
    workload.isJob = kind == "Job" || kind == "CronJob"
    if ["Deployment", "StatefulSet", "ReplicaSet"].contains(kind) {
      workload.instances = object.at("spec", "replicas")?.fact { Int($0) }.map { Instances(fixed: $0) }
    }
    workload.isPatch = containers.allSatisfy { $0.image == nil } && kind != "Pod"
    artifact.workloads.append(workload)
  }

  /// `minReplicas` is 1 unless given.
  private static func autoscaler(_ object: DataNode) -> Autoscaler? {
    guard let spec = object["spec"], let target = spec.at("scaleTargetRef", "name")?.value,
      let most = spec["maxReplicas"]
    else { return nil }
    guard let maximum = most.fact({ Int($0) }) else { return nil }
    let minimum = spec["minReplicas"]?.fact { Int($0) } ?? .defaulted(1, spec.location)
    return Autoscaler(
      name: name(object), target: target, instances: Instances(minimum: minimum, maximum: maximum),
      namespace: namespace(object), location: object.location)
  }

  private static func variableSet(_ object: DataNode, _ kind: String) -> VariableSet? {
    let isSecret = kind == "Secret"
    var bindings: [VariableBinding] = []
    for (key, value) in object["stringData"]?.entries ?? [] {
      bindings += binding(key, value, .secretManifest, value.text)
    }
    for (key, value) in object["data"]?.entries ?? [] {
      let text = isSecret ? value.text.map { decodedBase64($0) ?? $0 } : value.text
      bindings += binding(key, value, isSecret ? .secretManifest : .configMap, text)
    }
    return VariableSet(
      name: name(object), kind: isSecret ? .secret : .configMap, bindings: bindings, namespace: namespace(object))
  }

  private static func binding(_ key: DataNode, _ value: DataNode, _ origin: VariableBinding.Origin, _ text: String?)
    -> [VariableBinding]
  {
    guard let name = key.located else { return [] }
    let place = Location(key.tree.source, key.range.lowerBound..<max(key.range.upperBound, value.range.upperBound))
    return [
      VariableBinding(
        name: name, value: text.map { ValueReader.read($0, expands: true) } ?? .empty, origin: origin,
        valueLocation: value.range.isEmpty ? key.location : value.innerLocation, location: place)
    ]
  }

  /// RFC 4648, section 4; `nil` if the text is none or does not decode to UTF-8.
  private static func decodedBase64(_ text: String) -> String? {
    var bits: UInt32 = 0
    var count = 0
    var result: [UInt8] = []
    for byte in text.utf8 where byte != 0x3D && byte > 0x20 {
      let value: UInt32
      switch byte {
      case 0x41...0x5A: value = UInt32(byte) - 0x41
      case 0x61...0x7A: value = UInt32(byte) - 0x61 + 26
      case 0x30...0x39: value = UInt32(byte) - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      default: return nil
      }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return String(validating: result, as: UTF8.self)
  }
}

/// Reads the containers of one pod template.
private struct PodReader {
  /// The pod's own security context, which its containers inherit.
  let security: DataNode?

  func container(_ node: DataNode, _ role: Container.Role) -> Container {
    var container = Container(
      name: node["name"]?.located ?? Located("container", node.location), location: node.location)
    container.role = role
    container.image = node["image"]?.fact { ImageReference($0) }
    let own = node["securityContext"]
    container.user = (own?["runAsUser"] ?? security?["runAsUser"])?.fact { $0 }
    container.refusesRoot = (own?["runAsNonRoot"] ?? security?["runAsNonRoot"])?.bool ?? false
    container.ports = (node["ports"]?.elements ?? []).compactMap { port in
      port["containerPort"].flatMap { number in number.integer.map { Located($0, number.innerLocation) } }
    }
    container.healthChecks = probes(node, container.ports)
    let resources = node["resources"]
    container.cpu = resources?.at("limits", "cpu")?.fact(CPU.init(kubernetes:))
    container.memory = resources?.at("limits", "memory")?.fact(Memory.init(kubernetes:))
    container.cpuRequest = resources?.at("requests", "cpu")?.fact(CPU.init(kubernetes:))
    container.memoryRequest = resources?.at("requests", "memory")?.fact(Memory.init(kubernetes:))
    container.variables = (node["env"]?.elements ?? []).compactMap(variable)
    container.variableSources = (node["envFrom"]?.elements ?? []).compactMap(source)
    return container
  }

  private func probes(_ node: DataNode, _ ports: [Located<Int>]) -> [HealthCheck] {
    let kinds: [(String, HealthCheck.Purpose)] = [
      ("livenessProbe", .liveness), ("readinessProbe", .readiness), ("startupProbe", .startup),
    ]
    return kinds.compactMap { key, purpose in
      guard let probe = node[key], probe.isMapping else { return nil }
      let place = node.entry(key)?.key.location ?? probe.location
      let http = probe["httpGet"]
      let port = http?["port"].flatMap { number in number.integer.map { Located($0, number.innerLocation) } }
      let command = probe.at("exec", "command")?.elements ?? []
      return HealthCheck(
        purpose: purpose, path: http?["path"]?.located ?? ProbeCommand.path(command), port: port,
        interval: probe["periodSeconds"]?.fact(TimeSpan.init(bareSeconds:)) ?? .defaulted(TimeSpan(seconds: 10), place),
        location: place)
    }
  }

  private func variable(_ node: DataNode) -> VariableBinding? {
    guard let name = node["name"]?.located else { return nil }
    func binding(_ value: BindingValue, _ place: Location) -> VariableBinding {
      VariableBinding(name: name, value: value, origin: .environment, valueLocation: place, location: node.location)
    }
    if let source = node["valueFrom"] { return binding(.reference(reference(source)), source.location) }
    guard let value = node["value"], let text = value.text, !value.isNull else { return binding(.empty, name.location) }
    return binding(ValueReader.read(text, expands: false).kubernetesExpansion(text), value.innerLocation)
  }

  private func reference(_ source: DataNode) -> SecretReference {
    if let secret = source["secretKeyRef"] {
      return SecretReference(
        text: "secretKeyRef", store: .kubernetesSecret, name: secret["name"]?.value, key: secret["key"]?.value)
    }
    if let map = source["configMapKeyRef"] {
      return SecretReference(
        text: "configMapKeyRef", name: map["name"]?.value, key: map["key"]?.value, isConfigMap: true)
    }
    return SecretReference(text: source.entries.first?.key.text ?? "valueFrom")
  }

  private func source(_ node: DataNode) -> Located<VariableSource>? {
    let prefix = node["prefix"]?.value ?? ""
    if let name = node.at("configMapRef", "name") {
      return name.value.map { Located(.configMap($0, prefix: prefix), name.innerLocation) }
    }
    if let name = node.at("secretRef", "name") {
      return name.value.map { Located(.secret($0, prefix: prefix), name.innerLocation) }
    }
    return nil
  }
}

extension BindingValue {
  /// Kubernetes expands `$(NAME)` in a value; `${NAME}` comes from tools such as envsubst.
  fileprivate func kubernetesExpansion(_ text: String) -> BindingValue {
    guard case .literal = self else { return self }
    if text.contains("$("), text.contains(")") { return .reference(SecretReference(text: text)) }
    return ValueReader.read(text, expands: true)
  }
}
