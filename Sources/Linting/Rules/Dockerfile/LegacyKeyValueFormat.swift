import ByteSearch
import Diagnostics
import Syntax

struct LegacyKeyValueFormat: DockerfileRule {
  static let card = RuleCard(
    "legacy-key-value-format", .dockerfile, summary: "ENV or LABEL separates key and value by a space.",
    rationale: "The form takes one pair only and swallows the rest of the line: `ENV A 1 B=2` sets A to `1 B=2`.",
    severity: .warning, aliases: ["LegacyKeyValueFormat"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦ENV PORT 3000⟧\nUSER node"),
    .flags("FROM node:20-alpine\n⟦ENV GREETING \"hello world\"⟧\n⟦LABEL owner 'the team'⟧\nUSER node"),
    .passes("FROM node:20-alpine\nENV PORT=3000\nUSER node"),
    .passes("FROM node:20-alpine\nARG PORT\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.isLegacyPair {
      guard let pair = instruction.pairs.first else { continue }
      report.flag(
        Location(file.source, instruction.range), "'\(pair.key)' and its value are separated by a space",
        help: "write \(instruction.keyword?.rawValue ?? "ENV") \(pair.key)=value", fix: fix(pair, file))
    }
  }

  /// Only where the value reads the same behind an `=`: one that holds together there, or that quotes hold together.
  private func fix(_ pair: DockerfilePair, _ file: DockerfileSubject) -> Fix? {
    guard let value = pair.value, !value.isEmpty, file.source.text(pair.valueRange) == value,
      !pair.key.contains(where: { "\"'\\$".contains($0) })
    else { return nil }
    let gap = Location(file.source, pair.keyRange.upperBound..<pair.valueRange.lowerBound)
    // Behind an `=` a search for secrets would see what it does not see here: for a person to look at.
    let safety: Fix.Safety = SecretPlaces.isSecretName(pair.key) ? .unsafe : .safe
    if LegacyValue.holdsTogether(value, escape: file.tree.escape) {
      return Fix(safety: safety, edits: [Edit(gap, "=")])
    }
    guard !value.contains(where: { "\"'\\`\n\r".contains($0) }) else { return nil }
    let end = Location(file.source, pair.valueRange.upperBound..<pair.valueRange.upperBound)
    return Fix(safety: safety, edits: [Edit(gap, "=\""), Edit(end, "\"")])
  }
}

private enum LegacyValue {
  /// Whether a value is one word where white space ends words: all of it in quotes, or none at all.
  static func holdsTogether(_ value: String, escape: UInt8) -> Bool {
    var quote: UInt8?
    var isEscaped = false
    for byte in value.utf8 {
      if isEscaped {
        isEscaped = false
        if byte.isSpace { return false }
      } else if byte == escape, quote != UInt8(ascii: "'") {
        isEscaped = true
      } else if let open = quote {
        if byte.isLineBreak { return false }
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte.isSpace {
        return false
      }
    }
    return quote == nil && !isEscaped
  }
}
