import Diagnostics

/// Checked by the suppressions themselves, after all other rules.
struct UnusedSuppression: Rule {
  static let card = RuleCard(
    "unused-suppression", .suppressions, summary: "A suppression suppresses no finding.",
    rationale: "What it was for is gone, and it would hide the next fault at that place.", severity: .warning)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦# speclint: allow root-user -- needed for the package manager⟧\nUSER node"),
    .passes("FROM node:20-alpine\n# speclint: allow root-user -- needs port 80\nUSER root"),
  ]
}
