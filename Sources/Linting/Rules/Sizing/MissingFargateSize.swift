import Artifacts
import Diagnostics

struct MissingFargateSize: WorkloadRule {
  static let card = RuleCard(
    "missing-fargate-size", .sizing, summary: "A Fargate task gives no CPU or no memory at task level.",
    rationale: "Fargate needs both for the task, whatever its containers say: RegisterTaskDefinition refuses it.",
    severity: .error)

  static let examples: [Example] = [
    .flags(
      #"{"family": "⟦api⟧", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "containerDefinitions": [{"name": "api", "memory": 512}]}"#,
      in: "task.json", spec: "# Nothing"),
    .passes(
      #"{"family": "api", "requiresCompatibilities": ["EC2"], "containerDefinitions": [{"name": "api", "memory": 512}]}"#,
      in: "task.json", spec: "# Nothing"),
  ]

  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    guard subject.workload.isFargate else { return }
    let missing = [subject.workload.cpu == nil ? "cpu" : nil, subject.workload.memory == nil ? "memory" : nil]
      .compactMap { $0 }
    guard !missing.isEmpty else { return }
    report.flag(
      subject.workload.name.location,
      "Fargate task '\(subject.workload.name.value)' has no \(missing.joined(separator: " and no ")) at task level",
      environment: subject.environment)
  }
}
