import Diagnostics
import Syntax

struct OverriddenHealthCheck: DockerfileRule {
  static let card = RuleCard(
    "overridden-health-check", .dockerfile,
    summary: "A stage has several HEALTHCHECK instructions; all but the last have no effect.",
    rationale: "Somebody reads, or edits, the one that does nothing.", severity: .error,
    aliases: ["DL3012", "MultipleInstructionsDisallowed", "DS-0023"])

  static let examples: [Example] = [
    .flags(
      "FROM node:20-alpine\nUSER node\n⟦HEALTHCHECK CMD curl http://localhost:3000/health⟧\nHEALTHCHECK CMD curl http://localhost:3000/health"
    ),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD curl http://localhost:3000/health"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOverridden(.healthcheck, in: file)
  }
}
