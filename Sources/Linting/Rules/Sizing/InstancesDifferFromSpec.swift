import Artifacts
import DeploymentSpec
import Diagnostics
import Quantities

struct InstancesDifferFromSpec: WorkloadRule {
  static let card = RuleCard(
    "instances-differ-from-spec", .sizing,
    summary: "The number of instances lies outside the range that the spec gives the environment.",
    rationale: "Too few cannot bear the load or the loss of one, too many cost money that nobody agreed to.",
    severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags(
      "services:\n  api:\n    build: .\n    cpus: 1\n    mem_limit: 2g\n    deploy: {replicas: ⟦1⟧}",
      in: "compose.production.yaml"),
    .flags(
      [
        (
          "k8s/production/api.yaml",
          "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n      - name: api\n        image: api:1\n        resources: {limits: {cpu: 1, memory: 2Gi}}"
        ),
        (
          "k8s/production/hpa.yaml",
          "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: api}\nspec:\n  scaleTargetRef: {kind: Deployment, name: api}\n  minReplicas: ⟦3⟧\n  maxReplicas: ⟦20⟧"
        ),
      ]),
    .passes(
      "services:\n  api:\n    build: .\n    cpus: 1\n    mem_limit: 2g\n    deploy: {replicas: 4}",
      in: "compose.production.yaml"),
    .passes(
      "services:\n  api:\n    build: .\n    cpus: 0.5\n    mem_limit: 1g\n    deploy: {replicas: 2}", in: "compose.yaml"
    ),
  ]

  /// A fixed number must lie in the range; an autoscaler's bounds must be the range's own. Where the spec gives no
  /// greatest number, any will do.
  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    guard subject.isSized else { return }
    if let count = subject.workload.instances?.minimum.written {
      compare("the number of instances of \(subject.title)", count, subject.expected(\.instances), &report) {
        $1.contains($0.minimum)
      }
    }
    guard let instances = subject.autoscaler?.instances else { return }
    if let least = instances.minimum.value {
      let count = Located(least, instances.minimum.location)
      compare(
        "the least number of instances of \(subject.title)", count, subject.expected(\.minimum), &report, matches: ==)
    }
    if let most = instances.maximum.written {
      compare(
        "the greatest number of instances of \(subject.title)", most, subject.expected(\.maximum), &report, matches: ==)
    }
  }

  private func compare(
    _ noun: String, _ count: Located<Int>, _ expected: [Expectation<CountRange>], _ report: inout Report,
    matches: @escaping (CountRange, CountRange) -> Bool
  ) {
    report.compare(
      Comparison(
        noun: noun, actual: count.map { CountRange($0, $0) }, expected: expected, describe: \.description,
        matches: matches,
        relation: { $0.minimum < $1.minimum ? "below" : "above" }))
  }
}
