import Diagnostics
import Syntax

struct MissingFinalNewline: DotenvRule {
  static let card = RuleCard(
    "missing-final-newline", .dotenv, summary: "The last line of a dotenv file does not end.",
    rationale: "`echo X=1 >> .env` then runs into the last value.", severity: .advice, aliases: ["EndingBlankLine"])

  static let examples: [Example] = [
    .flags("PORT=⟦3⟧", in: ".env.staging"),
    .passes("PORT=3000\n", in: ".env.staging"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    let bytes = file.source.bytes
    guard let last = bytes.last, last != 0x0A, file.tree.problems.isEmpty else { return }
    var start = bytes.count - 1
    while start > 0, bytes[start].isContinuation { start -= 1 }
    let end = Location(file.source, bytes.count..<bytes.count)
    report.flag(
      Location(file.source, start..<bytes.count), "the last line does not end with a line break",
      fix: .safe(Edit(end, "\n")))
  }
}
