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

  func check(_ file: DotenvTree, _ report: inout Report) {
    var first: [String: DotenvEntry] = [:]
    for entry in file.entries {
      if let earlier = first[entry.key] {
        report.flag(
          Location(file.source, entry.keyRange), "'\(entry.key)' is set twice; this one counts",
          related: [RelatedLocation(Location(file.source, earlier.keyRange), "the first, without effect")])
      } else {
        first[entry.key] = entry
      }
    }
  }
}
