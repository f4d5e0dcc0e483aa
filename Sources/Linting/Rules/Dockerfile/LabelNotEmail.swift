struct LabelNotEmail: DockerfileRule {
  static let card = RuleCard(
    "label-not-email", .dockerfile, summary: "A label that the configuration wants to be an e-mail address is not one.",
    rationale: "Says nothing until the configuration gives a label the type `email`.", severity: .warning,
    aliases: ["DL3058"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "label-schema:\n  it: email\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL ⟦it=\"ada\"⟧\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: email\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL it=\"ada@parcel.test\" other=ada\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: email\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL it=$IT\nUSER node"),
    ]),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLabels(of: .email, in: file, expected: "an e-mail address")
  }
}
