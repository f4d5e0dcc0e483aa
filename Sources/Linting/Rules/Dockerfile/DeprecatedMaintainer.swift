import ByteSearch
import Diagnostics
import Syntax

struct DeprecatedMaintainer: DockerfileRule {
  static let card = RuleCard(
    "deprecated-maintainer", .dockerfile, summary: "MAINTAINER is deprecated.",
    rationale: "Docker deprecated it in 2017; a label says the same and can be queried.", severity: .warning,
    aliases: ["DL4000", "MaintainerDeprecated", "DS-0022", "CKV_DOCKER_6"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦MAINTAINER Ada <ada@parcel.test>⟧\nUSER node"),
    .passes("FROM node:20-alpine\nLABEL org.opencontainers.image.authors=\"Ada\"\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .maintainer {
      let place = Location(file.source, instruction.range)
      let author = instruction.arguments.text
      let quoted = author.hasPrefix("\"") ? author : "\"\(author)\""
      let isPlain = !author.contains("\\") && !author.dropFirst().dropLast().contains("\"") && !author.contains("$")
      report.flag(
        place, "MAINTAINER has been deprecated since 2017", help: "use LABEL org.opencontainers.image.authors",
        fix: isPlain ? .unsafe(Edit(place, "LABEL org.opencontainers.image.authors=\(quoted)")) : nil)
    }
  }
}
