import Artifacts
import Quantities

/// Writes sizes as each runtime reads them.
enum SizeNotation {
  static func memory(_ memory: Memory, for runtime: Runtime) -> String {
    let mebibytes = memory.bytes >> 20
    let isWholeGibibyte = mebibytes % 1024 == 0
    switch runtime {
    case .ecs: return String(mebibytes)
    case .kubernetes: return isWholeGibibyte ? "\(mebibytes / 1024)Gi" : "\(mebibytes)Mi"
    case .compose, .image: return isWholeGibibyte ? "\(mebibytes / 1024)G" : "\(mebibytes)M"
    }
  }

  static func cpu(_ cpu: CPU, for runtime: Runtime) -> String {
    switch runtime {
    case .ecs: String(cpu.ecsUnits)
    case .kubernetes: cpu.milli % 1000 == 0 ? String(cpu.milli / 1000) : "\(cpu.milli)m"
    case .compose, .image: cpu.description.split(separator: " ").first.map(String.init) ?? ""
    }
  }
}

extension WorkloadSubject {
  /// The CPU that the application gets: the task's, else its container's limit, else what it requests.
  var cpu: (fact: Fact<CPU>, noun: String)? {
    if let cpu = workload.cpu { return (cpu, "CPU of \(title)") }
    guard let container = applicationContainer else { return nil }
    if let cpu = container.container.cpu { return (cpu, "CPU of \(container.title)") }
    if workload.runtime == .kubernetes, let request = container.container.cpuRequest {
      return (request, "CPU request of \(container.title)")
    }
    return nil
  }

  var memory: (fact: Fact<Memory>, noun: String)? {
    if let memory = workload.memory { return (memory, "memory of \(title)") }
    guard let container = applicationContainer, let memory = container.container.memory else { return nil }
    return (memory, "memory of \(container.title)")
  }

  var applicationContainer: ContainerSubject? { containers.first(where: \.isApplication) }

  /// Whether the spec's sizes are about it: it serves the application, and is no image or job.
  var isSized: Bool { isApplication && workload.runtime != .image && !workload.isJob }

  /// `task 'shop-api'`, `Deployment 'api'`.
  var title: String { "\(workload.noun) '\(workload.name.value)'" }
}
