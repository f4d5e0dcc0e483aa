import Artifacts
import DeploymentSpec
import Diagnostics
import Quantities

struct CPUDiffersFromSpec: WorkloadRule {
  static let card = RuleCard(
    "cpu-differs-from-spec", .sizing,
    summary: "The application gets more or less CPU than the spec gives its environment.",
    rationale: "Less makes it slow under load, more costs money that nobody agreed to.", severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags(
      #"{"family": "api", "cpu": "⟦256⟧", "memory": "2048", "containerDefinitions": [{"name": "api"}]}"#,
      in: "ecs/production.json"),
    .flags(
      "services:\n  api:\n    build: .\n    deploy: {resources: {limits: {cpus: '⟦0.3⟧', memory: 1G}}}",
      in: "compose.yaml"),
    .passes(
      #"{"family": "api", "cpu": "1 vCPU", "memory": "2 GB", "containerDefinitions": [{"name": "api"}]}"#,
      in: "ecs/production.json"),
    .passes(
      "services:\n  api:\n    build: .\n    deploy: {resources: {limits: {cpus: '0.25', memory: 1G}}}",
      in: "compose.yaml"),
    .passes(
      "services:\n  api:\n    build: .\n    deploy: {resources: {limits: {cpus: '${CPUS}', memory: 1G}}}",
      in: "compose.yaml"),
  ]

  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    guard subject.isSized, let cpu = subject.cpu, let actual = cpu.fact.written else { return }
    report.compare(
      Comparison(
        noun: cpu.noun, actual: actual, expected: subject.expected(\.cpu), describe: \.description, matches: ==,
        relation: { $0 < $1 ? "below" : "above" }, notation: { SizeNotation.cpu($0, for: subject.workload.runtime) }))
  }
}
