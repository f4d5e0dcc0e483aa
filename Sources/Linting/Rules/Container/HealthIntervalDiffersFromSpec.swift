import Artifacts
import DeploymentSpec
import Diagnostics
import Quantities

struct HealthIntervalDiffersFromSpec: ContainerRule {
  static let card = RuleCard(
    "health-interval-differs-from-spec", .container,
    summary: "The health check runs at another interval than the spec says.",
    rationale: "How long a fault goes unseen depends on the interval that was agreed on.", severity: .warning,
    needsSpec: true)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\nHEALTHCHECK ⟦--interval=5m⟧ CMD curl -f http://localhost:3000/health"),
    .flags(
      "services:\n  api:\n    build: .\n    healthcheck:\n      test: curl -f http://localhost:3000/health\n      interval: ⟦1m30s⟧",
      in: "compose.yaml"),
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    ⟦livenessProbe⟧:\n      httpGet: {path: /health, port: 3000}",
      in: "k8s/pod.yaml"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD curl -f http://localhost:3000/health"),
    .passes(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    livenessProbe:\n      httpGet: {path: /health, port: 3000}\n      periodSeconds: 30\n    readinessProbe:\n      httpGet: {path: /health, port: 3000}\n      periodSeconds: 5",
      in: "k8s/pod.yaml"),
  ]

  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard let expected = subject.settings?.healthInterval else { return }
    let checks = subject.container.healthChecks.filter { $0.purpose == .health || $0.purpose == .liveness }
    for check in checks.isEmpty ? subject.container.healthChecks.filter({ $0.purpose == .readiness }) : checks {
      guard let interval = check.interval.value, interval != expected.value else { continue }
      let isDefault = check.interval.written == nil
      report.flag(
        check.interval.location,
        "the \(check.purpose.rawValue) check of \(subject.title) runs every \(interval)\(isDefault ? " by default" : ""), the spec says every \(expected.value)",
        environment: subject.environment, spec: expected.citation)
    }
  }
}
