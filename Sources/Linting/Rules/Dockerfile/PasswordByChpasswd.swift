struct PasswordByChpasswd: DockerfileRule {
  static let card = RuleCard(
    "password-by-chpasswd", .dockerfile, summary: "A RUN sets a password with chpasswd.",
    rationale: "The password stands in the image's history, and a container needs none.", severity: .error,
    aliases: ["CKV2_DOCKER_17"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN echo \"app:$PASSWORD\" | ⟦chpasswd⟧\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20\nRUN useradd app\nUSER app"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["chpasswd"]) { invocation, _ in
      report.flag(
        file.place(invocation.name), "this stores a password in the image", help: "leave the account without a password"
      )
    }
  }
}
