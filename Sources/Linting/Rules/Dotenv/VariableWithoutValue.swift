import Diagnostics
import Syntax

struct VariableWithoutValue: DotenvRule {
  static let card = RuleCard(
    "variable-without-value", .dotenv, summary: "A name stands alone, without '='.",
    rationale: "Docker takes the value from the process, npm's dotenv skips the line, godotenv refuses the file.",
    severity: .warning, aliases: ["KeyWithoutValue"])

  static let examples: [Example] = [
    .flags("⟦PORT⟧\nLOG_LEVEL=info\n", in: ".env.staging"),
    .passes("PORT=\nLOG_LEVEL=info\n", in: ".env.staging"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries where !entry.hasValue {
      let place = Location(file.source, entry.keyRange)
      report.flag(
        place, "'\(entry.key)' has no '='", help: "write '\(entry.key)=' for an empty value",
        fix: .unsafe(Edit(Location(file.source, entry.keyRange.upperBound..<entry.keyRange.upperBound), "=")))
    }
  }
}
