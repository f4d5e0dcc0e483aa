import Diagnostics
import Syntax

struct LeadingWhiteSpace: DotenvRule {
  static let card = RuleCard(
    "leading-white-space", .dotenv, summary: "There is a space before a name.",
    rationale: "Some loaders refuse the whole file for it.", severity: .advice, aliases: ["LeadingCharacter"])

  static let examples: [Example] = [
    .flags("⟦  ⟧PORT=3000\n", in: ".env.staging"),
    .passes("PORT=3000\n  # a note\n", in: ".env.staging"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries {
      let line = file.lines(of: entry)
      guard line.lowerBound < entry.range.lowerBound,
        file.source.bytes[line.lowerBound..<entry.range.lowerBound].allSatisfy(\.isBlank)
      else { continue }
      let place = Location(file.source, line.lowerBound..<entry.range.lowerBound)
      report.flag(place, "there is a space before '\(entry.key)'", fix: .safe(Edit(place, "")))
    }
  }
}
