struct LabelNotTime: DockerfileRule {
  static let card = RuleCard(
    "label-not-time", .dockerfile, summary: "A label that the configuration wants to be a time is not one.",
    rationale: "Says nothing until the configuration gives a label the type `rfc3339`.", severity: .warning,
    aliases: ["DL3053"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "label-schema:\n  it: rfc3339\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL ⟦it=\"yesterday\"⟧\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: rfc3339\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL it=\"2026-01-31T10:00:00Z\" other=yesterday\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: rfc3339\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL it=$IT\nUSER node"),
    ]),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLabels(of: .rfc3339, in: file, expected: "a time as RFC 3339 writes it, such as 2026-01-31T10:00:00Z")
  }
}
