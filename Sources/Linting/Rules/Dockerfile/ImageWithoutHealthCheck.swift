struct ImageWithoutHealthCheck: DockerfileRule {
  static let card = RuleCard(
    "image-without-health-check", .dockerfile, summary: "The image has no HEALTHCHECK, and no spec asks for one.",
    rationale:
      "Docker and compose cannot tell a hung process from a working one. Amazon ECS and Kubernetes ignore it, so that not every image needs one.",
    severity: .advice, aliases: ["DL3057", "CKV_DOCKER_2", "DS-0026"])

  static let examples: [Example] = [
    .flags("⟦FROM node:20-alpine⟧\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nHEALTHCHECK CMD true\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine AS base\nHEALTHCHECK CMD true\nFROM base\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nHEALTHCHECK NONE\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER node"),
  ]

  /// Where the spec asks for a health check, `missing-health-check` speaks.
  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard file.spec?.container.healthCheck == nil, let stage = file.tree.finalStage,
      !file.tree.lineage(of: stage).contains(where: { !$0.all(.healthcheck).isEmpty })
    else { return }
    report.flag(file.place(stage.from.range), "no HEALTHCHECK in the final stage")
  }
}
