import Diagnostics

/// Checked where suppressions are read.
struct SuppressionWithoutReason: Rule {
  static let card = RuleCard(
    "suppression-without-reason", .suppressions,
    summary: "A suppression gives no reason, or names an unknown rule; it has no effect.",
    rationale: "Nobody can tell later whether it still holds.", severity: .error)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦# speclint: allow inconsistent-keyword-casing⟧\nUSER node"),
    .flags("FROM node:20-alpine\n⟦# speclint: allow rot-user -- needs port 80⟧\nUSER node"),
    .passes("FROM node:20-alpine\n# speclint: allow root-user -- needs port 80\nUSER root"),
  ]
}
