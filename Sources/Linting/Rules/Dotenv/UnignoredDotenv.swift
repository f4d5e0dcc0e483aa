import Diagnostics
import Workspace

struct UnignoredDotenv: DotenvRule {
  static let card = RuleCard(
    "unignored-dotenv", .dotenv, summary: "A developer's own dotenv file is neither committed nor ignored.",
    rationale: "The next `git add .` takes it along, with the secrets that it holds or will hold.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("⟦PARCEL_DEPTH⟧=3\n", in: ".env.local").state(.new),
    .flags("⟦PARCEL_DEPTH⟧=3\n", in: "api/.env").state(.new),
    .passes("PARCEL_DEPTH=3\n", in: ".env").state(.ignored),
    .passes("PARCEL_DEPTH=3\n", in: ".env.staging").state(.new),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    let name = PathText.name(file.source.path)
    guard file.state == .new, name == ".env" || name.hasSuffix(".local"), let first = file.entries.first else { return }
    report.flag(
      Location(file.source, first.keyRange), "git neither tracks nor ignores this file",
      help: "write '\(name)' into .gitignore")
  }
}
