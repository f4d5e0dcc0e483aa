import Diagnostics
import Syntax

struct DuplicateStageName: DockerfileRule {
  static let card = RuleCard(
    "duplicate-stage-name", .dockerfile, summary: "Two stages have the same name.",
    rationale: "COPY --from and --target take the last; the other cannot be reached by its name.", severity: .error,
    aliases: ["DL3024", "DuplicateStageName", "DS-0012", "CKV_DOCKER_11"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine AS build\nRUN true\nFROM node:20-alpine AS ⟦build⟧\nUSER node"),
    .passes("FROM node:20-alpine AS build\nRUN true\nFROM node:20-alpine AS run\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    var names: [String: DockerfileWord] = [:]
    for name in file.stages.compactMap(\.name) {
      if let first = names[name.text.lowercased()] {
        report.flag(
          Location(file.source, name.range), "a stage above is already called '\(name.text)'",
          related: [RelatedLocation(Location(file.source, first.range), "the first")])
      } else {
        names[name.text.lowercased()] = name
      }
    }
  }
}
