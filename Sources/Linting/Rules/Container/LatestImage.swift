import Artifacts
import Diagnostics

struct LatestImage: ImageRule {
  static let card = RuleCard(
    "latest-image", .container, summary: "An image is taken by its `latest` tag.",
    rationale: "What runs changes without a change in the repository, and a roll-back has nothing to go back to.",
    severity: .warning, aliases: ["DL3007", "CKV_DOCKER_7", "DS-0001", "CKV_K8S_14"])

  static let examples: [Example] = [
    .flags("FROM ⟦node:latest⟧\nUSER node", spec: "# Nothing"),
    .flags(
      #"{"family": "api", "containerDefinitions": [{"name": "api", "image": "⟦registry.test/api:latest⟧"}]}"#,
      in: "task.json", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER node"),
    .passes("FROM node:latest@sha256:abc\nUSER node", spec: "# Nothing"),
    .passes("services:\n  api:\n    build: .\n    image: shop:latest", in: "compose.yaml"),
  ]

  func check(_ subject: ImageSubject, _ report: inout Report) {
    guard !subject.isBuiltHere, let image = subject.image.written, image.value.tag == "latest",
      image.value.digest == nil
    else { return }
    report.flag(
      image.location, "'\(image.value)' changes whenever something is pushed",
      help: "name a release instead of 'latest'",
      environment: subject.environment)
  }
}
