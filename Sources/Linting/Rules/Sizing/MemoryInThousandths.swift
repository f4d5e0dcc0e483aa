import Artifacts
import Diagnostics
import Quantities

struct MemoryInThousandths: ContainerRule {
  static let card = RuleCard(
    "memory-in-thousandths", .sizing,
    summary: "A Kubernetes memory quantity ends in `m`, which means thousandths of a byte.",
    rationale: "`512m` of memory is 0.512 bytes; the pod cannot start, or is killed at once.", severity: .error)

  static let examples: [Example] = [
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    resources: {limits: {memory: ⟦512m⟧, cpu: 500m}}",
      in: "k8s/api.yaml", spec: "# Nothing"),
    .passes(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    resources: {limits: {memory: 512Mi, cpu: 500m}}",
      in: "k8s/api.yaml", spec: "# Nothing"),
  ]

  func check(_ subject: ContainerSubject, _ report: inout Report) {
    for memory in [subject.container.memory, subject.container.memoryRequest] {
      guard let written = memory?.written, KubernetesMemory.isInThousandths(written.location.text, subject.owner) else {
        continue
      }
      let text = written.location.text
      report.flag(
        written.location, "'\(text)' of memory is \(text.dropLast()) thousandths of a byte",
        help: "mebibytes are written '\(text.dropLast())Mi'",
        environment: subject.environment, fix: .unsafe(Edit(written.location, "\(text.dropLast())Mi")))
    }
  }
}
