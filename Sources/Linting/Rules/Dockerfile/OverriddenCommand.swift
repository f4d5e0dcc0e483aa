import Diagnostics
import Syntax

struct OverriddenCommand: DockerfileRule {
  static let card = RuleCard(
    "overridden-command", .dockerfile,
    summary: "A stage has several CMD instructions; all but the last have no effect.",
    rationale: "Somebody reads, or edits, the one that does nothing.", severity: .warning,
    aliases: ["DL4003", "MultipleInstructionsDisallowed", "DS-0016"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\n⟦CMD [\"node\"]⟧\nCMD [\"node\", \"main.js\"]"),
    .passes("FROM node:20-alpine AS a\nCMD [\"a\"]\nFROM node:20-alpine\nUSER node\nCMD [\"b\"]"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD true\nCMD [\"node\"]"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOverridden(.cmd, in: file)
  }
}

extension Report {
  /// Flags all but the last instruction of a kind in each stage.
  mutating func flagOverridden(_ keyword: DockerfileKeyword, in file: DockerfileSubject) {
    for stage in file.stages {
      let found = stage.all(keyword)
      guard let last = found.last else { continue }
      for instruction in found.dropLast() {
        flag(
          Location(file.source, instruction.range),
          "this \(keyword.rawValue) has no effect: a later one replaces it",
          related: [RelatedLocation(Location(file.source, last.range), "the one that counts")])
      }
    }
  }
}
