import Artifacts
import Diagnostics
import Quantities

struct ContainersExceedTask: WorkloadRule {
  static let card = RuleCard(
    "containers-exceed-task", .sizing, summary: "The containers of a task ask for more than the task has.",
    rationale: "Amazon ECS refuses such a task definition.", severity: .error)

  static let examples: [Example] = [
    .flags(
      #"{"family": "api", "cpu": "256", "memory": "⟦512⟧", "containerDefinitions": [{"name": "api", "memory": 400}, {"name": "log", "memory": 200}]}"#,
      in: "task.json", spec: "# Nothing"),
    .flags(
      #"{"family": "api", "cpu": "⟦256⟧", "memory": "512", "containerDefinitions": [{"name": "api", "cpu": 512}]}"#,
      in: "task.json", spec: "# Nothing"),
    .passes(
      #"{"family": "api", "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "api", "memory": 312}, {"name": "log", "memory": 200}]}"#,
      in: "task.json", spec: "# Nothing"),
  ]

  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    let containers = subject.workload.containers
    let cpus = containers.compactMap { $0.cpu?.written }
    let memories = containers.compactMap { $0.memory?.written }
    if let cpu = subject.workload.cpu?.written {
      flag("CPU", cpu.location, cpu.value, cpus.map { ($0.value, $0.location) }, CPU(milli: 0), +, subject, &report)
    }
    if let memory = subject.workload.memory?.written {
      flag(
        "memory", memory.location, memory.value, memories.map { ($0.value, $0.location) }, Memory(bytes: 0), +, subject,
        &report)
    }
  }

  private func flag<Size: Comparable & CustomStringConvertible>(
    _ what: String, _ location: Location, _ limit: Size, _ parts: [(Size, Location)], _ zero: Size,
    _ sum: (Size, Size) -> Size,
    _ subject: WorkloadSubject, _ report: inout Report
  ) {
    let total = parts.map(\.0).reduce(zero, sum)
    guard total > limit else { return }
    report.flag(
      location, "the containers of \(subject.title) take \(total) of \(what), the task has \(limit)",
      environment: subject.environment,
      related: parts.map { RelatedLocation($0.1, "\($0.0) of \(what)") })
  }
}
