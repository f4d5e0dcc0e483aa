import Diagnostics
import Syntax

/// What the parsers met. It has no `check`: the linter turns their problems into findings itself.
struct SyntaxError: Rule {
  static let card = RuleCard(
    "syntax", .syntax, summary: "A file cannot be read as what its name says it is.",
    rationale: "What cannot be read cannot be checked; other tools stop at it, or read something else.",
    severity: .error,
    aliases: ["DL1000", "KeyWithoutValue"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦COPPY⟧ . .\nUSER node"),
    .flags("PORT=3000\n⟦just words here⟧\n", in: ".env.staging"),
    .flags("services:\n  api:\n    image: api:1\n    ⟦image⟧: api:2", in: "compose.yaml", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER node"),
  ]
}
