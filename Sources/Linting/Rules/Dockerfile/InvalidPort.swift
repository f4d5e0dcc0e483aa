import Diagnostics
import Syntax

struct InvalidPort: DockerfileRule {
  static let card = RuleCard(
    "invalid-port", .dockerfile, summary: "EXPOSE names a port that does not exist.",
    rationale: "TCP and UDP have ports 0 to 65535.", severity: .error, aliases: ["DL3011", "DS-0008"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nEXPOSE ⟦80000⟧\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nEXPOSE 3000 53/udp 8000-8010\nUSER node"),
    .passes("FROM node:20-alpine\nEXPOSE $PORT\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .expose {
      for word in instruction.words {
        let ports = word.text.prefix { $0 != "/" }.split(separator: "-").compactMap { Int($0) }
        guard ports.contains(where: { $0 > 65_535 }) else { continue }
        report.flag(Location(file.source, word.range), "'\(word.text)' is not a port: the highest is 65535")
      }
    }
  }
}
