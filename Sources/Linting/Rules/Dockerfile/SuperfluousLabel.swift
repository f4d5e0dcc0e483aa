struct SuperfluousLabel: DockerfileRule {
  static let card = RuleCard(
    "superfluous-label", .dockerfile, summary: "The image has a label that the configuration does not know.",
    rationale: "Says nothing until hadolint's `strict-labels`, or `strict:` beside `labels:`, asks for it.",
    severity: .advice,
    aliases: ["DL3050"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "label-schema:\n  owner: text\nstrict-labels: true\n"),
      ("Dockerfile", "FROM node:20-alpine\nLABEL owner=b ⟦other⟧=c\nUSER node"),
    ]),
    .passes("FROM node:20-alpine\nLABEL other=c\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard file.options.hasStrictLabels else { return }
    for pair in file.instructions.filter({ $0.keyword == .label }).flatMap(\.pairs)
    where file.options.labels[pair.key] == nil {
      report.flag(
        file.place(pair.keyRange), "the label '\(pair.key.prefix(80))' is not among those that are wanted",
        help: file.options.labels.keys.sorted().nearest(to: pair.key).map { "did you mean '\($0)'?" })
    }
  }
}
