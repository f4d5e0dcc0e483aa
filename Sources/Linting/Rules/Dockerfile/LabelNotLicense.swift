struct LabelNotLicense: DockerfileRule {
  static let card = RuleCard(
    "label-not-license", .dockerfile, summary: "A label that the configuration wants to be an SPDX licence is not one.",
    rationale: "Says nothing until the configuration gives a label the type `spdx`.", severity: .warning,
    aliases: ["DL3054"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "label-schema:\n  it: spdx\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL ⟦it=\"mine\"⟧\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: spdx\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL it=\"Apache-2.0 OR MIT\" other=mine\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  it: spdx\n"), ("Dockerfile", "FROM node:20-alpine\nLABEL it=$IT\nUSER node"),
    ]),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLabels(of: .spdx, in: file, expected: "an SPDX licence expression, such as 'MIT' or 'Apache-2.0'")
  }
}
