import Diagnostics
import Syntax

struct SpaceAroundEquals: DotenvRule {
  static let card = RuleCard(
    "space-around-equals", .dotenv, summary: "There is a space around the '='.",
    rationale: "A shell takes the name for a command; `docker run --env-file` refuses the file.", severity: .warning,
    aliases: ["SpaceCharacter"])

  static let examples: [Example] = [
    .flags("PORT⟦ = ⟧3000\n", in: ".env.staging"),
    .flags("PORT⟦= ⟧3000\n", in: ".env.staging"),
    .passes("PORT=3000\nLOG_LEVEL=\n", in: ".env.staging"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries where entry.hasValue && !entry.rawRange.isEmpty {
      let between = entry.keyRange.upperBound..<entry.rawRange.lowerBound
      guard between.count > 1, file.source.bytes[between].contains(UInt8(ascii: "=")) else { continue }
      let place = Location(file.source, between)
      report.flag(place, "there is a space around the '=' of '\(entry.key)'", fix: .safe(Edit(place, "=")))
    }
  }
}
