import ByteSearch
import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// Compose files (compose specification, compose-spec/spec.md).
package enum ComposeFacts {
  static func isCompose(_ root: DataNode) -> Bool {
    guard let services = root["services"], services.isMapping, root["apiVersion"] == nil else { return false }
    let known = ["image", "build", "environment", "env_file", "ports", "command", "deploy", "extends", "volumes"]
    return services.entries.contains { _, service in known.contains { service[$0] != nil } }
  }

  static func read(_ tree: DataTree) -> Artifact {
    var artifact = Artifact(
      source: tree.source, content: .compose(tree), problems: tree.problems, comments: tree.comments)
    artifact.workloads = workloads([tree])
    artifact.problems += multipliedVariables(artifact.workloads, tree)
    artifact.interpolations = Set(VariableReference.find(in: tree.source.bytes, escape: nil).map(\.name))
    return artifact
  }

  /// The services of files merged by name, the later over the earlier ("Merge").
  ///
  /// - Parameter file: the tree of another compose file that `extends` names, by its path relative to this one.
  package static func workloads(_ layers: [DataTree], file: (String) -> DataTree? = { _ in nil }) -> [Workload] {
    let roots = layers.compactMap { $0.documents.first?["services"] }
    var names: [String] = []
    var seen: Set<String> = []
    for root in roots {
      for (key, _) in root.entries {
        if let name = key.text, seen.insert(name).inserted { names.append(name) }
      }
    }
    var left = variableLimit(layers)
    return names.map { name in
      let own = roots.compactMap { $0.entry(name) }
      var service = ComposeService(name: name, key: own.last?.key ?? roots[0], layers: [], hasVariables: left > 0)
      service.layers = own.flatMap { extended($0.value, in: $0.value.tree, file: file) }
      let workload = service.workload()
      left -= workload.containers.reduce(0) { $0 + $1.variables.count }
      return workload
    }
  }

  /// How many variables are read. As many as nodes are written, or by `&`, `<<` and `extends` far more than anybody starts:
  /// a page of aliases stands for millions.
  private static func variableLimit(_ layers: [DataTree]) -> Int {
    max(20_000, layers.reduce(0) { $0 + $1.nodeCount })
  }

  private static func multipliedVariables(_ workloads: [Workload], _ tree: DataTree) -> [SyntaxProblem] {
    var left = variableLimit([tree])
    guard
      let first = workloads.first(where: { workload in
        defer { left -= workload.containers.reduce(0) { $0 + $1.variables.count } }
        return left <= 0
      })
    else { return [] }
    return [
      SyntaxProblem(
        first.location.range,
        "aliases and 'extends' make more than \(variableLimit([tree])) variables of this file: from here on none is read"
      )
    ]
  }

  /// A service behind those that it extends, the farthest first.
  private static func extended(_ service: DataNode, in tree: DataTree, file: (String) -> DataTree?) -> [DataNode] {
    var line = [service]
    var seen: Set<String> = []
    var current = (service, tree)
    while let extends = current.0["extends"], line.count < 16 {
      let name = extends.value ?? extends["service"]?.value ?? ""
      let path = extends["file"]?.value
      guard seen.insert("\(path ?? "")#\(name)").inserted, let target = path.map({ file($0) }) ?? current.1,
        let parent = target.documents.first?["services"]?[name]
      else { break }
      line.append(parent)
      current = (parent, target)
    }
    return line.reversed()
  }
}

/// One service in all its layers: a key is taken from the last layer that has it, lists and mappings are joined.
private struct ComposeService {
  let name: String
  let key: DataNode
  var layers: [DataNode]
  /// Whether its variables are read.
  let hasVariables: Bool

  private func last(_ path: String...) -> DataNode? {
    layers.reversed().lazy.compactMap { layer in
      var node: DataNode? = layer
      for key in path { node = node?[key] }
      return node
    }.first
  }

  private func all(_ key: String) -> [DataNode] { layers.compactMap { $0[key] } }

  func workload() -> Workload {
    let place = key.location
    var workload = Workload(
      name: Located(name, place), runtime: .compose, noun: "service", containers: [container()], location: place)
    workload.instances = (last("deploy", "replicas") ?? last("scale"))?.fact { Int($0) }.map { Instances(fixed: $0) }
    return workload
  }

  private func container() -> Container {
    var container = Container(name: Located(name, key.location), location: key.location)
    container.image = last("image")?.fact { ImageReference($0) }
    container.build = build()
    container.user = last("user")?.fact { $0 }
    container.ports = ports()
    readHealthCheck(into: &container)
    container.cpu = (last("deploy", "resources", "limits", "cpus") ?? last("cpus"))?.fact(CPU.init(compose:))
    container.memory = (last("deploy", "resources", "limits", "memory") ?? last("mem_limit"))?.fact(
      Memory.init(compose:))
    container.cpuRequest = last("deploy", "resources", "reservations", "cpus")?.fact(CPU.init(compose:))
    container.memoryRequest = (last("deploy", "resources", "reservations", "memory") ?? last("mem_reservation"))?.fact(
      Memory.init(compose:))
    container.variables = variables()
    container.environmentFiles = all("env_file").flatMap(environmentFiles)
    container.mountedSecrets = all("secrets").flatMap(\.elements).compactMap {
      ($0["target"] ?? $0["source"] ?? $0).value
    }
    return container
  }

  private func build() -> BuildReference? {
    guard let node = last("build") else { return nil }
    if let context = node.value { return BuildReference(context: context, dockerfile: nil, location: node.location) }
    return BuildReference(
      context: node["context"]?.value ?? ".", dockerfile: node["dockerfile"]?.value, location: node.location)
  }

  // MARK: Ports

  private func ports() -> [Located<Int>] {
    (all("ports") + all("expose")).flatMap(\.elements).compactMap { node in
      if let target = node["target"] { return target.integer.map { Located($0, target.innerLocation) } }
      guard let text = node.value, let port = containerPort(text) else { return nil }
      return Located(port, node.innerLocation)
    }
  }

  /// The container's side of `[[ip:]host:]container[/protocol]`; of a range its first port.
  private func containerPort(_ text: String) -> Int? {
    guard let plain = Expansion.expand(text, escape: nil, { _ in nil }) ?? lastPart(text) else { return nil }
    let last = plain.split(separator: ":").last ?? ""
    return Int(last.prefix { $0 != "/" && $0 != "-" })
  }

  /// The part behind the last colon, where a variable stands before it: `${PORT}:3000`.
  private func lastPart(_ text: String) -> String? {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let part = String(text[text.index(after: colon)...])
    return part.contains("$") || part.contains("}") ? nil : part
  }

  // MARK: Health

  private func readHealthCheck(into container: inout Container) {
    guard let check = last("healthcheck"), check.isMapping else { return }
    let place = key(of: "healthcheck") ?? check.location
    let test = last("healthcheck", "test")
    let words = test.map { $0.isSequence ? $0.elements : [$0] } ?? []
    if last("healthcheck", "disable")?.bool ?? false || words.first?.text == "NONE" {
      container.healthCheckDisabled = place
      return
    }
    guard test != nil else { return }
    container.healthChecks = [
      HealthCheck(
        purpose: .health, path: ProbeCommand.path(words), port: nil,
        interval: last("healthcheck", "interval")?.fact(TimeSpan.init(go:)) ?? .defaulted(TimeSpan(seconds: 30), place),
        location: place)
    ]
  }

  private func key(of name: String) -> Location? {
    layers.reversed().lazy.compactMap { $0.entry(name)?.key.location }.first
  }

  // MARK: Variables

  private func variables() -> [VariableBinding] {
    guard hasVariables else { return [] }
    var result: [VariableBinding] = []
    var indexes: [String: Int] = [:]
    for binding in all("environment").flatMap(bindings) {
      if let index = indexes[binding.name.value] {
        result[index] = binding
      } else {
        indexes[binding.name.value] = result.count
        result.append(binding)
      }
    }
    return result
  }

  private func bindings(_ environment: DataNode) -> [VariableBinding] {
    if environment.isMapping {
      return environment.entries.compactMap { key, value in
        guard let name = key.located else { return nil }
        let isInherited = value.isNull && value.range.isEmpty
        let end = max(key.range.upperBound, value.range.upperBound)
        return VariableBinding(
          name: name,
          value: isInherited ? .inherited : value.isNull ? .empty : ValueReader.read(value.text ?? "", expands: true),
          origin: .environment, valueLocation: value.range.isEmpty ? key.location : value.innerLocation,
          location: Location(key.tree.source, key.range.lowerBound..<end))
      }
    }
    return environment.elements.compactMap(listed)
  }

  /// `NAME=value` or `NAME`.
  private func listed(_ node: DataNode) -> VariableBinding? {
    guard let text = node.text, !text.isEmpty else { return nil }
    let inner = node.innerLocation
    let name = text.prefix { $0 != "=" }
    let nameLength = name.utf8.count
    func part(_ range: Range<Int>) -> Location { node.location(ofPart: range) ?? inner }
    let nameLocation = Located(String(name), part(0..<nameLength))
    guard nameLength < text.utf8.count else {
      return VariableBinding(
        name: nameLocation, value: .inherited, origin: .environment, valueLocation: inner, location: inner)
    }
    let value = String(text.dropFirst(name.count + 1))
    let range = nameLength + 1..<text.utf8.count
    return VariableBinding(
      name: nameLocation, value: ValueReader.read(value, expands: true), origin: .environment,
      valueLocation: range.isEmpty ? nameLocation.location : part(range), location: inner)
  }

  private func environmentFiles(_ node: DataNode) -> [EnvironmentFile] {
    let items = node.isSequence ? node.elements : [node]
    return items.compactMap { item in
      let path = item["path"] ?? item
      return path.value.map {
        EnvironmentFile(path: $0, isRequired: item["required"]?.bool ?? true, location: path.innerLocation)
      }
    }
  }
}
