import Diagnostics
import Syntax

struct LowercaseVariable: DotenvRule {
  static let card = RuleCard(
    "lowercase-variable", .dotenv, summary: "A name has small letters.",
    rationale: "A house style: variables of the environment are written in capitals.", severity: .advice,
    aliases: ["LowercaseKey"], isOptIn: true)

  static let examples: [Example] = [
    .flags("⟦port⟧=3000\n", in: ".env.staging", spec: "# Nothing"),
    .passes("PORT=3000\nhttp_proxy=http://proxy.test\n", in: ".env.staging", spec: "# Nothing"),
  ]

  /// These have small letters by custom.
  private static let customary: Set<String> = ["http_proxy", "https_proxy", "no_proxy", "all_proxy", "ftp_proxy"]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries where entry.key.utf8.contains(where: \.isLowercase) && !Self.customary.contains(entry.key)
    {
      let place = Location(file.source, entry.keyRange)
      report.flag(
        place, "'\(entry.key)' has small letters", fix: .unsafe(Edit(place, entry.key.uppercased())))
    }
  }
}
