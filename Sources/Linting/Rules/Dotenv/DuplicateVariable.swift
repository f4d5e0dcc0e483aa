import Diagnostics
import Syntax

struct DuplicateVariable: DotenvRule {
  static let card = RuleCard(
    "duplicate-variable", .dotenv, summary: "A dotenv file sets a variable twice.",
    rationale: "Loaders take the last; whoever edits the first changes nothing.", severity: .warning,
    aliases: ["DuplicatedKey"])

  static let examples: [Example] = [
    .flags("PORT=3000\n⟦PORT⟧=3000", in: ".env.staging"),
    .passes("PORT=3000\n# PORT=4000", in: ".env.staging"),
  ]

  /// The fix takes away those that every loader passes over: the earlier ones.
  func check(_ file: DotenvSubject, _ report: inout Report) {
    var earlier: [String: DotenvEntry] = [:]
    for entry in file.entries {
      if let first = earlier[entry.key] {
        report.flag(
          Location(file.source, entry.keyRange), "'\(entry.key)' is set twice; this one counts",
          related: [RelatedLocation(Location(file.source, first.keyRange), "the first, without effect")],
          fix: .safe(Edit(Location(file.source, file.lines(of: first)), "")))
      }
      earlier[entry.key] = entry
    }
  }
}
