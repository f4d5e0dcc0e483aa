import Diagnostics
import Syntax

struct UnquotedWhiteSpace: DotenvRule {
  static let card = RuleCard(
    "unquoted-white-space", .dotenv, summary: "A value with a space has no quotes.",
    rationale: "A shell runs the second word as a command and does not set the variable.", severity: .warning,
    aliases: ["ValueWithoutQuotes"])

  static let examples: [Example] = [
    .flags("API_HOST=⟦a host⟧\n", in: ".env.staging"),
    .passes("API_HOST=\"a host\"\nLOG_LEVEL=info # a note\n", in: ".env.staging"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries where entry.quote == nil && !file.isTemplate {
      let value = file.source.bytes[entry.rawRange]
      guard value.contains(where: \.isBlank), !value.contains(UInt8(ascii: "\"")), !value.contains(UInt8(ascii: "\\"))
      else { continue }
      let place = Location(file.source, entry.rawRange)
      report.flag(
        place, "the value of '\(entry.key)' has a space and no quotes",
        fix: value.contains { "$`".utf8.contains($0) }
          ? nil
          : .safe(Edit(file.place(entry.rawRange.lowerBound), "\""), Edit(file.place(entry.rawRange.upperBound), "\"")))
    }
  }
}
