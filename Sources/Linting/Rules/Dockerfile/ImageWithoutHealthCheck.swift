import Diagnostics

struct ImageWithoutHealthCheck: DockerfileRule {
  static let card = RuleCard(
    "image-without-health-check", .dockerfile,
    summary: "The image has no HEALTHCHECK, though it is run where one counts.",
    rationale:
      "Docker and compose cannot tell a hung process from a working one. Amazon ECS and Kubernetes ignore it, so that only an image that a compose file of the project builds is looked at, unless the rule is asked for.",
    severity: .advice, aliases: ["DL3057", "CKV_DOCKER_2", "DS-0026"])

  private static let compose = "services:\n  api:\n    build: .\n"

  static let examples: [Example] = [
    .flags([("Dockerfile", "⟦FROM node:20-alpine⟧\nUSER node"), ("compose.yaml", compose)], spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER node", spec: "# Nothing"),
    .passes(
      [("Dockerfile", "FROM node:20-alpine\nHEALTHCHECK CMD true\nUSER node"), ("compose.yaml", compose)],
      spec: "# Nothing"),
    .passes(
      [
        ("Dockerfile", "FROM node:20-alpine AS base\nHEALTHCHECK CMD true\nFROM base\nUSER node"),
        ("compose.yaml", compose),
      ], spec: "# Nothing"),
    .passes(
      [("Dockerfile", "FROM node:20-alpine\nHEALTHCHECK NONE\nUSER node"), ("compose.yaml", compose)],
      spec: "# Nothing"),
    .passes(
      [
        ("Dockerfile", "FROM node:20-alpine\nUSER node"),
        ("compose.yaml", compose + "    healthcheck:\n      test: [CMD, a]\n"),
      ], spec: "# Nothing"),
    .passes([("Dockerfile", "FROM node:20-alpine\nUSER node"), ("compose.yaml", compose)]),
  ]

  /// Where the spec asks for a health check, `missing-health-check` speaks.
  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard file.spec?.container.healthCheck == nil, let stage = file.tree.finalStage, !stage.isImplicit,
      !file.tree.lineage(of: stage).contains(where: { !$0.all(.healthcheck).isEmpty }),
      file.options.checksEveryImage || file.isRunWithoutHealthCheck
    else { return }
    report.flag(
      file.place(stage.from.range),
      "no HEALTHCHECK in the final stage\(file.isRunWithoutHealthCheck ? ", and compose runs this image" : "")",
      help: "add HEALTHCHECK, or `healthcheck:` to the compose service")
  }
}
