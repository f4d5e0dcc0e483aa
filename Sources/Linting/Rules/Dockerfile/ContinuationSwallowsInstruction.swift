import Diagnostics
import Syntax

struct ContinuationSwallowsInstruction: DockerfileRule {
  static let card = RuleCard(
    "continuation-swallows-instruction", .dockerfile,
    summary: "A backslash at the end of a line makes the next instruction part of this one.",
    rationale: "Empty lines and comments do not end a continued instruction: the next one becomes its arguments.",
    severity: .error)

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN make one && \\\n    make two \\\n\n⟦COPY⟧ a b\nUSER node"),
    .flags("FROM node:20\nENV A=1 \\\n⟦EXPOSE⟧ 3000\nUSER node"),
    .passes("FROM node:20\nRUN make one && \\\n    make COPY\nUSER node"),
    .passes("FROM node:20\nRUN make \\\n    ADD=1 \\\n    copy a b\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF\nCOPY a b\nEOF\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions {
      for line in instruction.logical.fileSegments.dropFirst() {
        let bytes = file.source.bytes
        let start = bytes.trimmed(line).lowerBound
        var end = start
        while end < line.upperBound, bytes[end].isUppercase { end += 1 }
        guard end > start, end < line.upperBound, bytes[end].isBlank,
          DockerfileKeyword(rawValue: bytes.text(start..<end)) != nil
        else { continue }
        report.flag(
          file.place(start..<end), "this \(bytes.text(start..<end)) is part of the \(instruction.keywordText) above",
          help: "take the backslash from the end of the line above",
          related: [RelatedLocation(file.place(instruction.keywordRange), "the instruction that goes on")])
        break
      }
    }
  }
}
