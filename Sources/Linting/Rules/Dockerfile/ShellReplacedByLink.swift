struct ShellReplacedByLink: DockerfileRule {
  static let card = RuleCard(
    "shell-replaced-by-link", .dockerfile, summary: "A RUN puts a link in the place of /bin/sh.",
    rationale: "SHELL changes the shell of the build and leaves the image's own alone.", severity: .warning,
    aliases: ["DL4005"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN ⟦ln -sf /bin/bash /bin/sh⟧\nUSER node"),
    .passes("FROM node:20\nSHELL [\"/bin/bash\", \"-c\"]\nUSER node"),
    .passes("FROM node:20\nRUN ln -s /bin/sh /usr/local/bin/sh && ln -s a b\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["ln"]) { invocation, _ in
      guard invocation.arguments.last?.text == "/bin/sh" || invocation.arguments.last?.text == "/usr/bin/sh" else {
        return
      }
      report.flag(
        file.place(invocation.range), "/bin/sh is replaced with a link to another shell",
        help: "use SHELL [\"/bin/bash\", \"-c\"]")
    }
  }
}
