import Artifacts
import DeploymentSpec
import Diagnostics
import Quantities

struct MemoryDiffersFromSpec: WorkloadRule {
  static let card = RuleCard(
    "memory-differs-from-spec", .sizing,
    summary: "The application gets more or less memory than the spec gives its environment.",
    rationale: "Less gets it killed under load, more costs money that nobody agreed to.", severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags(
      #"{"family": "api", "cpu": "1024", "memory": "⟦4096⟧", "containerDefinitions": [{"name": "api"}]}"#,
      in: "ecs/production.json"),
    .flags("services:\n  api:\n    build: .\n    cpus: 0.5\n    mem_limit: ⟦700m⟧", in: "compose.yaml"),
    .flags(
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n    spec:\n      containers:\n      - name: api\n        image: api:1\n        resources: {limits: {memory: ⟦512Mi⟧}}",
      in: "k8s/staging/api.yaml"),
    .passes(
      #"{"family": "api", "cpu": "1024", "memory": "2048", "containerDefinitions": [{"name": "api"}]}"#,
      in: "ecs/production.json"),
    .passes(
      "services:\n  api:\n    build: .\n    cpus: 0.5\n    mem_limit: 1g\n  db:\n    image: postgres:16\n    mem_limit: 3g",
      in: "compose.yaml"),
  ]

  /// A decimal suffix that only misses the binary one (`2G` for `2Gi`) is for `decimal-memory-suffix`, a suffix of
  /// thousandths for `memory-in-thousandths`.
  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    guard subject.isSized, let memory = subject.memory, let actual = memory.fact.written,
      !KubernetesMemory.isDecimal(
        actual.location.text, meaning: subject.expected(\.memory).map(\.cited.value), subject),
      !KubernetesMemory.isInThousandths(actual.location.text, subject)
    else { return }
    report.compare(
      Comparison(
        noun: memory.noun, actual: actual, expected: subject.expected(\.memory), describe: \.description, matches: ==,
        relation: { $0 < $1 ? "below" : "above" }, notation: { SizeNotation.memory($0, for: subject.workload.runtime) })
    )
  }
}
