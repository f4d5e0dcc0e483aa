struct MissingLabel: DockerfileRule {
  static let card = RuleCard(
    "missing-label", .dockerfile, summary: "The image lacks a label that the configuration asks for.",
    rationale: "Says nothing until `rules: missing-label: labels:` or hadolint's `label-schema` lists some.",
    severity: .advice,
    aliases: ["DL3049"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "label-schema:\n  owner: text\n"),
      ("Dockerfile", "FROM node:20-alpine AS a\nLABEL owner=b\n⟦FROM node:20-alpine⟧\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "label-schema:\n  owner: text\n"),
      ("Dockerfile", "FROM node:20-alpine AS a\nLABEL owner=b\nFROM a\nUSER node"),
    ]),
    .passes("FROM node:20-alpine\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard !file.options.labels.isEmpty, let stage = file.tree.finalStage, !stage.isImplicit else { return }
    let present = Set(file.tree.lineage(of: stage).flatMap { $0.all(.label) }.flatMap(\.pairs).map(\.key))
    for label in file.options.labels.keys.sorted() where !present.contains(label) {
      report.flag(file.place(stage.from.range), "the label '\(label)' is missing")
    }
  }
}
