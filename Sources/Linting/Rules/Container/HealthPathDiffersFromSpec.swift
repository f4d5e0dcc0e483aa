import Artifacts
import DeploymentSpec
import Diagnostics

struct HealthPathDiffersFromSpec: ContainerRule {
  static let card = RuleCard(
    "health-path-differs-from-spec", .container, summary: "The health check asks another path than the spec names.",
    rationale: "A check of the wrong path fails at once, or passes when the application is down.", severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD curl -f http://localhost:3000⟦/healthz⟧ || exit 1"),
    .flags(
      "services:\n  api:\n    build: .\n    healthcheck:\n      test: [\"CMD\", \"curl\", \"-f\", \"http://localhost:3000⟦/ping⟧\"]",
      in: "compose.yaml"),
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    livenessProbe:\n      httpGet: {path: ⟦/live⟧, port: 3000}",
      in: "k8s/pod.yaml"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD curl -f http://localhost:3000/health || exit 1"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD node check.js"),
    .passes(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    livenessProbe:\n      httpGet: {path: /health, port: 3000}\n    readinessProbe:\n      httpGet: {path: /ready, port: 3000}",
      in: "k8s/pod.yaml"),
  ]

  /// One probe on the spec's path is enough: readiness and start-up may have paths of their own.
  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard let expected = subject.settings?.healthPath else { return }
    let paths = subject.container.healthChecks.compactMap(\.path)
    guard !paths.isEmpty, !paths.contains(where: { isSame($0.value, expected.value) }) else { return }
    for path in paths {
      report.flag(
        path.location, "the health check of \(subject.title) asks '\(path.value)', the spec says '\(expected.value)'",
        environment: subject.environment, spec: expected.citation,
        fix: path.location.text == path.value ? .unsafe(Edit(path.location, expected.value)) : nil)
    }
  }

  private func isSame(_ a: String, _ b: String) -> Bool {
    a == b || a.trimmingTrailingSlash == b.trimmingTrailingSlash
  }
}

extension String {
  fileprivate var trimmingTrailingSlash: Substring { hasSuffix("/") ? dropLast() : self[...] }
}
