struct LabelNotVersion: DockerfileRule {
  static let card = RuleCard(
    "label-not-version", .dockerfile,
    summary: "A label that the configuration wants to be a semantic version is not one.",
    rationale: "Says nothing until the configuration gives a label the type `semver`.", severity: .warning,
    aliases: ["DL3056"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "label-schema:\n  it: semver\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL ⟦it=\"v1\"⟧\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: semver\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL it=\"1.2.3-rc.1+build\" other=v1\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: semver\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL it=$IT\nUSER node"),
    ]),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLabels(of: .semver, in: file, expected: "a semantic version, such as 1.2.3")
  }
}
