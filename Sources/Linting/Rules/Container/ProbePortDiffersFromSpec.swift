import Artifacts
import DeploymentSpec
import Diagnostics

struct ProbePortDiffersFromSpec: ContainerRule {
  static let card = RuleCard(
    "probe-port-differs-from-spec", .container, summary: "A probe asks a port that the spec does not name.",
    rationale: "The probe fails, and the platform restarts a container that is well.", severity: .error, needsSpec: true
  )

  static let examples: [Example] = [
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    livenessProbe:\n      httpGet: {path: /health, port: ⟦8080⟧}",
      in: "k8s/pod.yaml"),
    .passes(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    livenessProbe:\n      httpGet: {path: /health, port: http}",
      in: "k8s/pod.yaml"),
  ]

  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard let expected = subject.settings?.ports else { return }
    for check in subject.container.healthChecks {
      guard let port = check.port, !expected.value.contains(port.value),
        !subject.container.ports.contains(where: { $0.value == port.value })
      else { continue }
      report.flag(
        port.location,
        "the \(check.purpose.rawValue) probe asks port \(port.value), the spec says \(expected.value.map(String.init).joined(separator: " or "))",
        environment: subject.environment, spec: expected.citation,
        fix: .unsafe(Edit(port.location, String(expected.value[0]))))
    }
  }
}
