import Syntax

struct MisplacedDescription: DockerfileRule {
  static let card = RuleCard(
    "misplaced-description", .dockerfile, summary: "A comment above a stage or ARG does not describe it.",
    rationale:
      "`docker build --call=outline` shows such comments as descriptions where they begin with the name. Runs only where it is asked for.",
    severity: .advice, aliases: ["InvalidDefinitionDescription"], isOptIn: true)

  static let examples: [Example] = [
    .flags("⟦# the version of node⟧\nARG VERSION=20\nFROM node:20-alpine AS build\nUSER node"),
    .passes(
      "# VERSION is the version of node\nARG VERSION=20\n# build compiles\nFROM node:20-alpine AS build\nUSER node"),
    .flags(
      "# check=experimental=all\n# syntax=docker/dockerfile:1\n\n⟦# the version of node⟧\nARG VERSION=20\nFROM node:20-alpine\nUSER node"
    ),
    .passes("# something else\n\nARG VERSION=20\nFROM node:20-alpine\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions {
      guard let name = describedName(instruction) else { continue }
      let line = file.source.lines.line(at: instruction.range.lowerBound)
      guard line > 0,
        let comment = file.tree.comments.first(where: { file.source.lines.line(at: $0.lowerBound) == line - 1 }),
        !file.tree.directives.contains(where: { $0.range == comment })
      else { continue }
      let words = file.source.text(comment).drop { $0 == "#" }.split(separator: " ")
      guard words.first.map(String.init) != name else { continue }
      report.flag(
        file.place(comment), "this comment does not begin with '\(name)', the name of what it describes",
        help: "write `# \(name) …`, or put an empty line between")
    }
  }

  private func describedName(_ instruction: DockerfileInstruction) -> String? {
    switch instruction.keyword {
    case .arg: instruction.pairs.first?.key
    case .from: instruction.words.count >= 3 ? instruction.words[2].text : nil
    default: nil
    }
  }
}
