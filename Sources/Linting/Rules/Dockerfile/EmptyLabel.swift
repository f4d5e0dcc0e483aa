struct EmptyLabel: DockerfileRule {
  static let card = RuleCard(
    "empty-label", .dockerfile, summary: "A label that the configuration asks for is empty.",
    rationale: "Says nothing until the configuration lists labels.", severity: .warning, aliases: ["DL3051"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "label-schema:\n  owner: text\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL ⟦owner=\"\"⟧\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  owner: text\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL owner=a other=\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  owner: rawtext\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL owner=\nUSER node"),
    ]),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for pair in file.labels where (pair.value ?? "").isEmpty {
      // `rawtext` is whatever there is.
      guard let format = file.options.labels[pair.key], format != .rawtext else { continue }
      report.flag(file.place(pair.range), "the label '\(pair.key)' is empty")
    }
  }
}
