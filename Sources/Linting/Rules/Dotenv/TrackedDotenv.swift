import Diagnostics

struct TrackedDotenv: DotenvRule {
  static let card = RuleCard(
    "tracked-dotenv", .dotenv, summary: "Git tracks a dotenv file that it is told to ignore.",
    rationale:
      "An ignore pattern does nothing for a file that is in the index: each change to it, a secret too, is committed.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("⟦PARCEL_DEPTH⟧=3\n", in: ".env").state(.trackedThoughIgnored),
    .passes("PARCEL_DEPTH=3\n", in: ".env").state(.ignored),
    .passes("PARCEL_DEPTH=3\n", in: ".env.production").state(.tracked),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    guard file.state == .trackedThoughIgnored, !file.isTemplate, let first = file.entries.first else { return }
    report.flag(
      Location(file.source, first.keyRange), "git tracks this file, although it is told to ignore it",
      help: "take it out of the index with `git rm --cached`, and renew the secrets that it held; or do not ignore it")
  }
}
