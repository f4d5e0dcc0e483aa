struct SSHPort: DockerfileRule {
  static let card = RuleCard(
    "ssh-port", .dockerfile, summary: "EXPOSE names port 22, which is SSH's.",
    rationale: "A container is entered by `docker exec` or its orchestrator; an SSH server in it is one more way in.",
    severity: .warning,
    aliases: ["DS-0004", "CKV_DOCKER_1"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nEXPOSE 3000 ⟦22⟧\nUSER node"),
    .flags("FROM node:20-alpine\nEXPOSE ⟦22/tcp⟧\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nEXPOSE 3000 2222\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for word in file.instructions.filter({ $0.keyword == .expose }).flatMap(\.words) {
      let port = word.text.prefix { $0 != "/" }
      guard port == "22" || port.hasSuffix(":22") else { continue }
      report.flag(
        file.place(word), "port 22 is the SSH port, and a container needs no SSH server",
        help: "use `docker exec`, `kubectl exec` or `aws ecs execute-command` to get into a container")
    }
  }
}
