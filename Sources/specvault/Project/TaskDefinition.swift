import Artifacts
import Console
import Diagnostics
import Workspace

/// One container of an ECS task definition: what it is given.
struct TaskDefinition {
  private(set) var environment: [(name: String, value: String)] = []
  /// Names and their `valueFrom`.
  private(set) var secrets: [(name: String, valueFrom: String)] = []
  private(set) var notes: [String] = []

  /// - Parameter container: Its name; may be nil where there is only one.
  /// - Throws: `UsageFailure` where the file is no task definition or has no such container.
  init(_ path: String, container name: String?) throws {
    guard case .bytes(let bytes) = try FileSystem.read(path, limit: 10 << 20) else {
      throw UsageFailure("'\(path)' is larger than 10 MiB")
    }
    let shown = PathText.relative(path, to: FileSystem.currentFolder)
    guard case .artifact(let artifact) = ArtifactReader.json(SourceText(path: shown, bytes: bytes)),
      let task = artifact.workloads.first(where: { $0.runtime == .ecs })
    else { throw UsageFailure("'\(shown)' is not an ECS task definition in JSON") }
    let container = try TaskDefinition.choose(task.containers, name, shown)
    for binding in container.variables {
      switch binding.value {
      case .literal(let text): environment.append((binding.name.value, text))
      case .empty: environment.append((binding.name.value, ""))
      case .reference(let reference) where binding.origin == .store:
        secrets.append((binding.name.value, reference.text))
      case .reference(let reference): environment.append((binding.name.value, reference.text))
      case .inherited: continue
      }
    }
    if let file = container.environmentFiles.first {
      notes.append("ECS reads '\(file.path)' from S3 as well; specvault does not")
    }
  }

  private static func choose(_ containers: [Container], _ name: String?, _ path: String) throws -> Container {
    let names = containers.map(\.name.value).joined(separator: ", ")
    if let name {
      guard let container = containers.first(where: { $0.name.value == name }) else {
        throw UsageFailure("'\(path)' has no container '\(name)'", hint: "it has \(names)")
      }
      return container
    }
    guard containers.count == 1 else {
      throw UsageFailure("'\(path)' has \(containers.count) containers", hint: "choose one with --container: \(names)")
    }
    return containers[0]
  }
}
