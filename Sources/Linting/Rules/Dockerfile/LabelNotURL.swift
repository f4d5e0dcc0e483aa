struct LabelNotURL: DockerfileRule {
  static let card = RuleCard(
    "label-not-url", .dockerfile, summary: "A label that the configuration wants to be a URL is not one.",
    rationale: "Says nothing until the configuration gives a label the type `url`.", severity: .warning,
    aliases: ["DL3052"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "label-schema:\n  it: url\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL ⟦it=\"parcel\"⟧\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: url\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL it=\"https://parcel.test/docs\" other=parcel\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: url\n"), ("Dockerfile", "FROM node:20-alpine\nLABEL it=$IT\nUSER node"),
    ]),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLabels(of: .url, in: file, expected: "a URL")
  }
}
