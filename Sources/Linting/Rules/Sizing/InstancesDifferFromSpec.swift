import Artifacts
import DeploymentSpec
import Diagnostics
import Quantities

struct InstancesDifferFromSpec: WorkloadRule {
  static let card = RuleCard(
    "instances-differ-from-spec", .sizing, summary: "The number of instances lies outside the range that the spec gives the environment.",
    rationale: "Too few cannot bear the load or the loss of one, too many cost money that nobody agreed to.", severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags("services:\n  api:\n    build: .\n    cpus: 1\n    mem_limit: 2g\n    deploy: {replicas: ⟦1⟧}", in: "compose.production.yaml"),
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
    .passes("services:\n  api:\n    build: .\n    cpus: 1\n    mem_limit: 2g\n    deploy: {replicas: 4}", in: "compose.production.yaml"),
    .passes("services:\n  api:\n    build: .\n    cpus: 0.5\n    mem_limit: 1g\n    deploy: {replicas: 2}", in: "compose.yaml"),
  ]

  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    guard subject.isSized else { return }
    let expected = subject.expected(\.instances)
    if let instances = subject.workload.instances, let count = instances.minimum.written {
      report.compare(comparison("the number of instances of \(subject.title)", count, expected) { $1.contains($0.minimum) })
    }
    if let scaler = subject.autoscaler {
      checkBound("the least number of instances of \(subject.title)", scaler.instances.minimum, expected, \.minimum, &report)
      checkBound("the greatest number of instances of \(subject.title)", scaler.instances.maximum, expected, \.maximum, &report)
    }
  }

  /// An autoscaler's bound must be the spec's own; where the spec gives no greatest number, any will do.
  private func checkBound(
    _ noun: String, _ bound: Fact<Int>, _ expected: [Expectation<CountRange>], _ side: @escaping (CountRange) -> Int?,
    _ report: inout Report
  ) {
    guard let value = bound.value else { return }
    report.compare(
      comparison(noun, Located(value, bound.location), expected) { actual, range in side(range).map { $0 == actual.minimum } ?? true })
  }

  private func comparison(
    _ noun: String, _ count: Located<Int>, _ expected: [Expectation<CountRange>], matches: @escaping (CountRange, CountRange) -> Bool
  ) -> Comparison<CountRange> {
    Comparison(
      noun: noun, actual: count.map { CountRange($0, $0) }, expected: expected, describe: \.description, matches: matches,
      relation: { $0.minimum < $1.minimum ? "below" : "not" })
  }
}
