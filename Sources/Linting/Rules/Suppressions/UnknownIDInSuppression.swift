import Diagnostics

/// Checked where suppressions are read.
struct UnknownIDInSuppression: Rule {
  static let card = RuleCard(
    "unknown-id-in-suppression", .suppressions,
    summary: "A comment for another linter names a rule that nobody knows.",
    rationale: "It switches nothing off: probably a typing error, or a rule that no longer exists.", severity: .advice)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦# hadolint ignore=DL3099⟧\nRUN true\nUSER node"),
    .flags("FROM node:20-alpine\n⟦# hadolint ignore=DL3003,DL30O8⟧\nRUN true\nUSER node"),
    .flags("⟦# hadolint global ignore=nonsense⟧\nFROM node:20-alpine\nUSER node"),
    .passes("FROM node:20-alpine\n# hadolint ignore=DL3003,SC2086\nRUN true\nUSER node"),
    .passes("FROM node:20-alpine\n# hadolint shell=bash\nRUN true\nUSER node"),
  ]
}
