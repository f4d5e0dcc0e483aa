import Artifacts
import DeploymentSpec
import Diagnostics

struct PortDiffersFromSpec: ContainerRule {
  static let card = RuleCard(
    "port-differs-from-spec", .container, summary: "The container listens on a port that the spec does not name.",
    rationale: "Load balancers, security groups and health checks are set up for the spec's port.", severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nEXPOSE ⟦8080⟧\nUSER node"),
    .flags("services:\n  api:\n    build: .\n    ports: [\"⟦80:8080⟧\"]", in: "compose.yaml"),
    .flags(
      #"{"family": "api", "containerDefinitions": [{"name": "api", "portMappings": [{"containerPort": ⟦8080⟧}]}]}"#,
      in: "ecs/task.json"),
    .passes("FROM node:20-alpine\nEXPOSE 3000/tcp\nUSER node"),
    .passes("FROM node:20-alpine\nEXPOSE 3000 9229\nUSER node"),
    .passes("services:\n  api:\n    build: .\n    ports: [\"8080:3000\"]", in: "compose.yaml"),
    .passes("services:\n  db:\n    image: postgres:16\n    ports: [\"5432:5432\"]", in: "compose.yaml"),
  ]

  /// Further ports (a debugger, metrics) are fine beside the spec's own.
  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard let expected = subject.settings?.ports, !subject.container.ports.isEmpty,
      !subject.container.ports.contains(where: { expected.value.contains($0.value) })
    else { return }
    let wanted = expected.value.map(String.init).joined(separator: " or ")
    for port in subject.container.ports {
      report.flag(
        port.location, "\(subject.title) exposes port \(port.value), the spec says \(wanted)",
        environment: subject.environment,
        spec: expected.citation,
        fix: port.location.text == String(port.value) ? .unsafe(Edit(port.location, String(expected.value[0]))) : nil)
    }
  }
}
