import Diagnostics
import Syntax

struct InconsistentKeywordCasing: DockerfileRule {
  static let card = RuleCard(
    "inconsistent-keyword-casing", .dockerfile,
    summary: "Instructions are written in upper case here and in lower case there.",
    rationale: "One form throughout makes the odd line stand out.", severity: .advice,
    aliases: ["ConsistentInstructionCasing"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦run⟧ true\nUSER node"),
    .flags("FROM node:20-alpine\n⟦Run⟧ true\nUSER node"),
    .passes("from node:20-alpine\nrun true\nuser node"),
    .passes("FROM node:20-alpine\nRUN true\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let known = file.instructions.filter { $0.keyword != nil }
    let lower = known.count { !$0.keywordText.utf8.contains(where: \.isUppercase) }
    let upper = known.count { !$0.keywordText.utf8.contains(where: \.isLowercase) }
    guard lower < known.count, upper < known.count else { return }
    for instruction in known {
      let wanted = lower > upper ? instruction.keywordText.lowercased() : instruction.keywordText.uppercased()
      guard instruction.keywordText != wanted else { continue }
      let place = Location(file.source, instruction.keywordRange)
      report.flag(
        place, "'\(instruction.keywordText)' is not in the same case as most other instructions",
        fix: .safe(Edit(place, wanted)))
    }
  }
}
