import Artifacts
import DeploymentSpec
import Diagnostics

struct MissingCPULimit: WorkloadRule {
  static let card = RuleCard(
    "missing-cpu-limit", .sizing, summary: "The spec gives the application a CPU size, the artifact gives it none.",
    rationale: "A container without a limit takes what its neighbours need.", severity: .warning,
    aliases: ["CKV_K8S_11"],
    needsSpec: true)

  static let examples: [Example] = [
    .flags("services:\n  ⟦api⟧:\n    build: .\n    mem_limit: 512m", in: "compose.yaml"),
    .flags(
      #"{"family": "api", "memory": "2048", "containerDefinitions": [{"name": "⟦api⟧"}]}"#, in: "ecs/production.json"),
    .passes("services:\n  api:\n    build: .\n    cpus: 0.5\n    mem_limit: 1g", in: "compose.yaml"),
    .passes(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    resources: {requests: {cpu: 500m}, limits: {memory: 1Gi}}",
      in: "k8s/staging/api.yaml"),
  ]

  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    guard subject.isSized, subject.cpu == nil, let container = subject.applicationContainer,
      let expected = subject.expected(\.cpu).first
    else { return }
    let wanted = subject.environment == nil ? "" : ": \(expected.cited.value)"
    report.flag(
      container.place, "\(container.title) has no CPU limit, the spec gives one\(wanted)",
      environment: subject.environment,
      spec: expected.cited.citation)
  }
}
