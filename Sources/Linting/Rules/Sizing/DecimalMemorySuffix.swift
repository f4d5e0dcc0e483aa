import Artifacts
import DeploymentSpec
import Diagnostics
import Quantities

struct DecimalMemorySuffix: WorkloadRule {
  static let card = RuleCard(
    "decimal-memory-suffix", .sizing,
    summary: "A Kubernetes memory quantity has a decimal suffix where the spec means the binary one.",
    rationale: "`512M` is 488.3 MiB: 4.6 % less than the 512 MiB of the spec; with `G` it is 6.9 %.",
    severity: .warning,
    needsSpec: true)

  static let examples: [Example] = [
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    resources: {limits: {memory: ⟦2G⟧}}",
      in: "k8s/production/api.yaml"),
    .passes(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    resources: {limits: {memory: 2Gi}}",
      in: "k8s/production/api.yaml"),
  ]

  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    guard subject.isSized, let memory = subject.memory, let actual = memory.fact.written else { return }
    let text = actual.location.text
    let expected = subject.expected(\.memory)
    guard KubernetesMemory.isDecimal(text, meaning: expected.map(\.cited.value), subject),
      let binary = KubernetesMemory.binary(text),
      let meant = expected.first(where: { $0.cited.value == Memory(kubernetes: binary) })
    else { return }
    report.flag(
      actual.location,
      "'\(text)' is \(actual.value), the spec's '\(meant.cited.citation.location.text)' is \(meant.cited.value)",
      help: "write '\(binary)'", environment: subject.environment, spec: meant.cited.citation,
      fix: .unsafe(Edit(actual.location, binary)))
  }
}
