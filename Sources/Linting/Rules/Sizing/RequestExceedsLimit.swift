import Artifacts
import Diagnostics

struct RequestExceedsLimit: ContainerRule {
  static let card = RuleCard(
    "request-exceeds-limit", .sizing, summary: "A container asks for more than its own limit.",
    rationale: "Kubernetes and Amazon ECS refuse it; compose cannot place it.", severity: .error)

  static let examples: [Example] = [
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    resources: {requests: {memory: ⟦2Gi⟧}, limits: {memory: 1Gi}}",
      in: "k8s/api.yaml", spec: "# Nothing"),
    .passes(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    resources: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}",
      in: "k8s/api.yaml", spec: "# Nothing"),
  ]

  func check(_ subject: ContainerSubject, _ report: inout Report) {
    compare("memory", subject.container.memoryRequest, subject.container.memory, subject, &report)
    compare("CPU", subject.container.cpuRequest, subject.container.cpu, subject, &report)
  }

  private func compare<Size: Comparable & CustomStringConvertible>(
    _ what: String, _ request: Fact<Size>?, _ limit: Fact<Size>?, _ subject: ContainerSubject, _ report: inout Report
  ) {
    guard let request = request?.written, let limit = limit?.written, request.value > limit.value else { return }
    report.flag(
      request.location, "\(subject.title) requests \(request.value) of \(what), its limit is \(limit.value)",
      environment: subject.environment, related: [RelatedLocation(limit.location, "the limit")])
  }
}
