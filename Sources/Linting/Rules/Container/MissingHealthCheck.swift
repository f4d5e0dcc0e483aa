import Artifacts
import DeploymentSpec
import Diagnostics

struct MissingHealthCheck: ContainerRule {
  static let card = RuleCard(
    "missing-health-check", .container, summary: "The spec asks for a health check and the artifact has none.",
    rationale:
      "Without one a hung process keeps receiving traffic. Amazon ECS and Kubernetes ignore the image's own HEALTHCHECK: there the task or the pod must have it.",
    severity: .warning, aliases: ["DL3057", "CKV_DOCKER_2", "DS-0026"], needsSpec: true)

  static let examples: [Example] = [
    .flags("⟦FROM node:20-alpine⟧\nUSER node"),
    .flags("FROM node:20-alpine\nUSER node\n⟦HEALTHCHECK NONE⟧"),
    .flags(#"{"family": "api", "containerDefinitions": [{"name": "⟦api⟧", "image": "api:1"}]}"#, in: "ecs/task.json"),
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: ⟦api⟧\n    image: api:1",
      in: "k8s/pod.yaml"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK --interval=30s CMD wget -q http://localhost:3000/health"),
    .passes("FROM node:20-alpine\nUSER node", spec: "# Nothing\n"),
    .passes(
      "apiVersion: batch/v1\nkind: Job\nmetadata: {name: migrate}\nspec:\n  template:\n    spec:\n      containers:\n      - name: api\n        image: api:1",
      in: "k8s/job.yaml"),
    .passes("services:\n  api:\n    build: .", in: "compose.yaml"),
  ]

  /// A compose service falls back to its image's HEALTHCHECK, which is for the Dockerfile to have.
  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard let expected = subject.settings?.healthCheck, !subject.workload.isJob, subject.container.healthChecks.isEmpty
    else { return }
    if let disabled = subject.container.healthCheckDisabled {
      return report.flag(
        disabled, "the health check of \(subject.title) is switched off, the spec asks for one",
        environment: subject.environment,
        spec: expected)
    }
    guard subject.workload.runtime != .compose, subject.workload.runtime != .image || subject.container.image != nil
    else { return }
    let runtime: String? =
      switch subject.workload.runtime {
      case .ecs: "Amazon ECS ignores the image's HEALTHCHECK: add `healthCheck` to the container definition"
      case .kubernetes: "Kubernetes ignores the image's HEALTHCHECK: add `livenessProbe` and `readinessProbe`"
      case .image, .compose: "add a HEALTHCHECK instruction"
      }
    report.flag(
      subject.place, "\(subject.title) has no health check, the spec asks for one", help: runtime,
      environment: subject.environment, spec: expected, fix: fix(subject))
  }

  /// An instruction that asks what the spec names, with the program that such images have.
  private func fix(_ subject: ContainerSubject) -> Fix? {
    guard subject.workload.runtime == .image, let place = subject.container.insertionPlace,
      let path = subject.settings?.healthPath?.value, let port = subject.settings?.ports?.value.first
    else { return nil }
    let interval =
      subject.settings?.healthInterval.flatMap { Int(exactly: $0.value.seconds) }.map { " --interval=\($0)s" } ?? ""
    let isAlpine = subject.container.image?.value?.tag?.contains("alpine") ?? false
    let program = isAlpine ? "wget -q -O /dev/null" : "curl -f"
    return .unsafe(Edit(place, "HEALTHCHECK\(interval) CMD \(program) http://localhost:\(port)\(path) || exit 1\n"))
  }
}
