import Diagnostics
import Workspace

struct IgnoredTemplate: DotenvRule {
  static let card = RuleCard(
    "ignored-template", .dotenv, summary: "Git ignores a template of dotenv files.",
    rationale: "It is there for others to copy, and stays with its author: often a pattern `.env*` takes it along.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("⟦PARCEL_DEPTH⟧=3\n", in: ".env.example").state(.ignored),
    .passes("PARCEL_DEPTH=3\n", in: ".env.example").state(.tracked),
    .passes("PARCEL_DEPTH=3\n", in: ".env.local").state(.ignored),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    guard file.state == .ignored, file.isTemplate, let first = file.entries.first else { return }
    report.flag(
      Location(file.source, first.keyRange), "git ignores this template, so nobody else gets it",
      help: "write '!\(PathText.name(file.source.path))' below the pattern in .gitignore")
  }
}
