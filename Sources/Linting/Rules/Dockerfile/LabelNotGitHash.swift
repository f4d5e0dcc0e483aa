struct LabelNotGitHash: DockerfileRule {
  static let card = RuleCard(
    "label-not-git-hash", .dockerfile, summary: "A label that the configuration wants to be a git hash is not one.",
    rationale: "Says nothing until the configuration gives a label the type `hash`.", severity: .warning,
    aliases: ["DL3055"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "label-schema:\n  it: hash\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL ⟦it=\"main\"⟧\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: hash\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL it=\"2dbfae9\" other=main\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: hash\n"), ("Dockerfile", "FROM node:20-alpine\nLABEL it=$IT\nUSER node"),
    ]),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLabels(of: .hash, in: file, expected: "a git hash of 7 to 40 hexadecimal digits")
  }
}
