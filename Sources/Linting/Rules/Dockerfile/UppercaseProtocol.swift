import ByteSearch
import Diagnostics

struct UppercaseProtocol: DockerfileRule {
  static let card = RuleCard(
    "uppercase-protocol", .dockerfile, summary: "EXPOSE names a protocol that is not in lower case.",
    rationale: "One form throughout is easier to find.", severity: .advice, aliases: ["ExposeProtoCasing"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nEXPOSE 3000/⟦TCP⟧\nUSER node"),
    .passes("FROM node:20-alpine\nEXPOSE 3000/tcp\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for word in file.instructions.filter({ $0.keyword == .expose }).flatMap(\.words) {
      guard let slash = word.text.lastIndex(of: "/"), !word.text.contains("$") else { continue }
      let name = word.text[word.text.index(after: slash)...]
      guard name != name.lowercased(), name.utf8.count < word.range.count else { continue }
      let place = file.place(word.range.upperBound - name.utf8.count..<word.range.upperBound)
      report.flag(place, "the protocol '\(name)' is not in lower case", fix: .safe(Edit(place, name.lowercased())))
    }
  }
}
