import Diagnostics
import Syntax

struct TrailingWhiteSpace: DotenvRule {
  static let card = RuleCard(
    "trailing-white-space", .dotenv, summary: "There is a space after a value.",
    rationale: "`docker run --env-file` makes it part of the value, other loaders drop it.", severity: .advice,
    aliases: ["TrailingWhitespace"])

  static let examples: [Example] = [
    .flags("PORT=3000⟦  ⟧\nDEBUG_SQL=true\n", in: ".env.staging"),
    .passes("PORT=3000\n# note  \n", in: ".env.staging"),
    .passes("LOG_LEVEL=\"info\"\n", in: ".env.staging"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries {
      let line = file.source.lines.content(
        of: file.source.lines.line(at: entry.range.upperBound), in: file.source.bytes)
      guard entry.range.upperBound < line.upperBound,
        file.source.bytes[entry.range.upperBound..<line.upperBound].allSatisfy(\.isBlank)
      else { continue }
      let place = Location(file.source, entry.range.upperBound..<line.upperBound)
      report.flag(place, "there is a space after the value of '\(entry.key)'", fix: .safe(Edit(place, "")))
    }
  }
}
