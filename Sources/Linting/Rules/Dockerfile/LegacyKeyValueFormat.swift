import ByteSearch
import Diagnostics
import Syntax

struct LegacyKeyValueFormat: DockerfileRule {
  static let card = RuleCard(
    "legacy-key-value-format", .dockerfile, summary: "ENV or LABEL parts key and value by white space.",
    rationale: "The form takes one pair only and swallows the rest of the line: `ENV A 1 B=2` sets A to `1 B=2`.",
    severity: .warning, aliases: ["LegacyKeyValueFormat"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦ENV PORT 3000⟧\nUSER node"),
    .passes("FROM node:20-alpine\nENV PORT=3000\nUSER node"),
    .passes("FROM node:20-alpine\nARG PORT\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.isLegacyPair {
      guard let pair = instruction.pairs.first else { continue }
      report.flag(
        Location(file.source, instruction.range), "'\(pair.key)' and its value are parted by white space",
        help: "write \(instruction.keyword?.rawValue ?? "ENV") \(pair.key)=value", fix: fix(pair, file))
    }
  }

  /// Only where the value reads the same behind an `=`.
  private func fix(_ pair: DockerfilePair, _ file: DockerfileSubject) -> Fix? {
    guard let value = pair.value, !value.isEmpty, !value.contains(where: { "\"'\\`\n".contains($0) }),
      file.source.text(pair.valueRange) == value
    else { return nil }
    let gap = Location(file.source, pair.keyRange.upperBound..<pair.valueRange.lowerBound)
    guard value.contains(where: \.isWhitespace) else { return .safe(Edit(gap, "=")) }
    return .safe(
      Edit(gap, "=\""), Edit(Location(file.source, pair.valueRange.upperBound..<pair.valueRange.upperBound), "\""))
  }
}
