struct PointlessCommand: DockerfileRule {
  static let card = RuleCard(
    "pointless-command", .dockerfile, summary: "A RUN starts a program that makes no sense in a build.",
    rationale: "Editors, service control, mounts and process lists have nothing to work on while an image is built.",
    severity: .advice, aliases: ["DL3001"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN ⟦service⟧ nginx start\nUSER node"),
    .flags("FROM node:20-alpine\nRUN make && ⟦top⟧\nUSER node"),
    .passes("FROM node:20-alpine\nRUN apk add --no-cache vim\nUSER node"),
    .passes("FROM node:20-alpine\nRUN --mount=type=ssh true\nUSER node"),
  ]

  private static let programs = [
    "free", "ifconfig", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: Self.programs) { invocation, _ in
      report.flag(
        file.place(invocation.name), "'\(invocation.program)' does nothing useful while an image is built",
        help: "remove it, or do this when the container starts")
    }
  }
}
