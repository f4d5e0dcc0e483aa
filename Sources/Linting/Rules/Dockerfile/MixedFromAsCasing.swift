import Diagnostics

struct MixedFromAsCasing: DockerfileRule {
  static let card = RuleCard(
    "mixed-from-as-casing", .dockerfile, summary: "FROM and AS are written in different case.",
    rationale: "One form throughout is easier to read.", severity: .advice, aliases: ["FromAsCasing"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine ⟦as⟧ build\nUSER node"),
    .flags("from node:20-alpine ⟦AS⟧ build\nuser node"),
    .passes("FROM node:20-alpine AS build\nUSER node"),
    .passes("from node:20-alpine as build\nuser node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages where stage.name != nil {
      let word = stage.from.words[1]
      let isLower = stage.from.keywordText == stage.from.keywordText.lowercased()
      let wanted = isLower ? "as" : "AS"
      guard word.text != wanted, isLower || stage.from.keywordText == stage.from.keywordText.uppercased() else {
        continue
      }
      report.flag(
        file.place(word), "'\(word.text)' is not in the same case as '\(stage.from.keywordText)'",
        fix: .safe(Edit(file.place(word), wanted)))
    }
  }
}
