import ByteSearch

struct InlineIgnore: DockerfileRule {
  static let card = RuleCard(
    "inline-ignore", .dockerfile, summary: "A comment switches a check off.",
    rationale: "Some teams want exceptions in one place, the configuration. Runs only where it is asked for.",
    severity: .advice, aliases: ["DL1001"], isOptIn: true)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦# hadolint ignore=DL3003⟧\nRUN cd /app\nUSER node"),
    .passes("FROM node:20-alpine\n# hadolint shell=bash\nRUN true\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for comment in file.tree.comments {
      let words = file.source.text(comment).drop { $0 == "#" || $0.isWhitespace }
      guard words.hasPrefix("hadolint "), words.contains("ignore=") else { continue }
      report.flag(
        file.place(comment), "this comment switches a check off", help: "put the exception into the configuration")
    }
  }
}
