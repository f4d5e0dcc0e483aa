import Diagnostics
import Syntax

struct OverriddenEntrypoint: DockerfileRule {
  static let card = RuleCard(
    "overridden-entrypoint", .dockerfile,
    summary: "A stage has several ENTRYPOINT instructions; all but the last have no effect.",
    rationale: "Somebody reads, or edits, the one that does nothing.", severity: .error,
    aliases: ["DL4004", "MultipleInstructionsDisallowed", "DS-0007"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\n⟦ENTRYPOINT [\"sh\"]⟧\nENTRYPOINT [\"node\"]"),
    .passes("FROM node:20-alpine\nUSER node\nENTRYPOINT [\"node\"]\nCMD [\"main.js\"]"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOverridden(.entrypoint, in: file)
  }
}
