import Diagnostics
import Syntax

struct InvalidVariableName: DotenvRule {
  static let card = RuleCard(
    "invalid-variable-name", .dotenv, summary: "A name cannot be set by a shell.",
    rationale: "Some loaders skip the line, others set a variable that no shell can read.", severity: .error,
    aliases: ["LeadingCharacter", "IncorrectDelimiter"])

  static let examples: [Example] = [
    .flags("⟦API-KEY⟧=x", in: ".env.staging", spec: "# Nothing"),
    .flags("⟦1ST⟧=x", in: ".env.staging", spec: "# Nothing"),
    .passes("API_KEY=x\n_X=1", in: ".env.staging", spec: "# Nothing"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries {
      let bytes = Array(entry.key.utf8)
      guard let first = bytes.first, first.isDigit || !bytes.allSatisfy(\.isWord) else { continue }
      report.flag(
        Location(file.source, entry.keyRange), "'\(entry.key)' cannot be the name of a variable",
        help: "use letters, digits and underscores, and begin with a letter")
    }
  }
}
