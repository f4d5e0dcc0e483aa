struct Sudo: DockerfileRule {
  static let card = RuleCard(
    "sudo", .dockerfile, summary: "A RUN uses sudo.",
    rationale:
      "A build runs as the image's user: USER says who that is. sudo changes environment and signals, and leaves a set-uid program in the image.",
    severity: .error, aliases: ["DL3004", "DS-0010", "CKV2_DOCKER_1"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN ⟦sudo⟧ make install\nUSER node"),
    .flags("FROM node:20-alpine\nRUN make && \\\n    ⟦sudo⟧ make install\nUSER node"),
    .flags("FROM node:20-alpine\nONBUILD RUN ⟦sudo⟧ make\nUSER node"),
    .passes("FROM node:20-alpine\nRUN apk add --no-cache sudo\nUSER node"),
    .passes("FROM node:20-alpine\nRUN make sudo\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["sudo"]) { invocation, _ in
      report.flag(
        file.place(invocation.name), "sudo is used in a build",
        help: "switch with USER root and back; at run time use gosu or su-exec")
    }
  }
}
