import Artifacts
import DeploymentSpec
import Diagnostics

struct MissingMemoryLimit: WorkloadRule {
  static let card = RuleCard(
    "missing-memory-limit", .sizing,
    summary: "The spec gives the application a memory size, the artifact gives it none.",
    rationale: "A leak then takes the whole machine down instead of one container.", severity: .warning,
    aliases: ["CKV_K8S_13"], needsSpec: true)

  static let examples: [Example] = [
    .flags("services:\n  ⟦api⟧:\n    build: .\n    cpus: 0.5", in: "compose.yaml"),
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: ⟦api⟧\n    image: api:1\n    resources: {requests: {cpu: 500m, memory: 1Gi}}",
      in: "k8s/staging/api.yaml"),
    .passes("services:\n  api:\n    build: .\n    cpus: 0.5\n    mem_limit: 1g", in: "compose.yaml"),
    .passes("services:\n  api:\n    build: .", in: "compose.override.yaml"),
  ]

  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    guard subject.isSized, subject.memory == nil, let container = subject.applicationContainer,
      let expected = subject.expected(\.memory).first
    else { return }
    let wanted = subject.environment == nil ? "" : ": \(expected.cited.value)"
    report.flag(
      container.place, "\(container.title) has no memory limit, the spec gives one\(wanted)",
      environment: subject.environment, spec: expected.cited.citation)
  }
}
