import Diagnostics
import Syntax

struct NeedlessQuotes: DotenvRule {
  static let card = RuleCard(
    "needless-quotes", .dotenv, summary: "A value that needs no quotes has them.",
    rationale: "A house style; `docker run --env-file` makes them part of the value.", severity: .advice,
    aliases: ["QuoteCharacter"], isOptIn: true)

  static let examples: [Example] = [
    .flags("LOG_LEVEL=⟦\"info\"⟧\n", in: ".env.staging"),
    .passes("LOG_LEVEL=info\nAPI_HOST=\"a host\"\n", in: ".env.staging"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries where entry.quote != nil && !entry.valueRange.isEmpty {
      let inner = file.source.bytes[entry.valueRange]
      guard inner.allSatisfy({ $0.isWord || "./:@%+,-".utf8.contains($0) }) else { continue }
      let place = Location(file.source, entry.rawRange)
      report.flag(
        place, "the value of '\(entry.key)' needs no quotes",
        fix: .safe(
          Edit(Location(file.source, entry.rawRange.lowerBound..<entry.valueRange.lowerBound), ""),
          Edit(Location(file.source, entry.valueRange.upperBound..<entry.rawRange.upperBound), "")))
    }
  }
}
