import Artifacts
import Quantities

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
