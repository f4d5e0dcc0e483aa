import Diagnostics

struct UppercaseStageName: DockerfileRule {
  static let card = RuleCard(
    "uppercase-stage-name", .dockerfile, summary: "A stage's name is not in lower case.",
    rationale: "Stage names know no case; one form throughout keeps them apart from instructions.", severity: .advice,
    aliases: ["StageNameCasing"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine AS ⟦BuildStage⟧\nUSER node"),
    .passes("FROM node:20-alpine AS build-stage\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for name in file.stages.compactMap(\.name) where name.text != name.text.lowercased() {
      report.flag(
        file.place(name), "the name of the stage, '\(name.text)', is not in lower case",
        fix: .safe(Edit(file.place(name), name.text.lowercased())))
    }
  }
}
