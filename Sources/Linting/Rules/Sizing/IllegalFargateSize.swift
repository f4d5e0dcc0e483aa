import Artifacts
import Diagnostics
import Quantities

struct IllegalFargateSize: WorkloadRule {
  static let card = RuleCard(
    "illegal-fargate-size", .sizing, summary: "AWS Fargate has no task of this CPU and memory.",
    rationale:
      "RegisterTaskDefinition refuses the task: the deployment fails (Amazon ECS Developer Guide, \"Task CPU and memory\").",
    severity: .error)

  static let examples: [Example] = [
    .flags(
      #"{"family": "api", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "⟦4096⟧", "containerDefinitions": [{"name": "api"}]}"#,
      in: "task.json", spec: "# Nothing"),
    .flags(
      #"{"family": "api", "requiresCompatibilities": ["FARGATE"], "cpu": "⟦300⟧", "memory": "512", "containerDefinitions": [{"name": "api"}]}"#,
      in: "task.json", spec: "# Nothing"),
    .passes(
      #"{"family": "api", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "api"}]}"#,
      in: "task.json", spec: "# Nothing"),
    .passes(
      #"{"family": "api", "requiresCompatibilities": ["EC2"], "cpu": "300", "memory": "700", "containerDefinitions": [{"name": "api"}]}"#,
      in: "task.json", spec: "# Nothing"),
  ]

  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    guard subject.workload.isFargate, let cpu = subject.workload.cpu?.written,
      let memory = subject.workload.memory?.written
    else { return }
    let table = FargateSizes.current
    guard let pair = table.sizes.first(where: { $0.cpu == cpu.value.ecsUnits }) else {
      let legal = table.sizes.map { String($0.cpu) }.joined(separator: ", ")
      return report.flag(
        cpu.location, "Fargate has no tasks of \(cpu.value.ecsUnits) CPU units", help: "legal are \(legal)",
        environment: subject.environment)
    }
    guard !pair.allows(memory.value) else { return }
    report.flag(
      memory.location, "Fargate has no tasks of \(cpu.value) with \(memory.value)",
      help: "with \(cpu.value) legal are \(pair.description)", environment: subject.environment)
  }
}
