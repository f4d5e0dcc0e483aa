import Diagnostics

struct EmptyContinuation: DockerfileRule {
  static let card = RuleCard(
    "empty-continuation", .dockerfile, summary: "An empty line stands inside of a continued instruction.",
    rationale: "BuildKit skips it and says that it will become an error.", severity: .warning,
    aliases: ["NoEmptyContinuation"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN a && \\\n⟦⟧\n    b\nUSER node"),
    .passes("FROM node:20-alpine\nRUN a && \\\n    # a comment\n    b\n\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for line in file.tree.emptyContinuations {
      let next = file.source.lines.line(at: line.lowerBound) + 1
      let end = next < file.source.lines.count ? file.source.lines.starts[next] : line.upperBound
      report.flag(
        file.place(line), "an empty line stands inside this instruction", help: "remove it",
        fix: end > line.lowerBound ? .safe(Edit(file.place(line.lowerBound..<end), "")) : nil)
    }
  }
}
