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
    .passes("FROM node:20\nHEALTHCHECK --interval=30s \\\n  CMD curl -f localhost || exit 1\nUSER node"),
    .passes(
      "FROM node:20\nHEALTHCHECK --interval=30s --timeout=3s \\\nCMD [\"curl\", \"-f\", \"localhost\"]\nUSER node"),
    .passes("FROM node:20\nHEALTHCHECK \\\n  # every half minute\n  --interval=30s \\\n  CMD true\nUSER node"),
    .passes("FROM node:20\nONBUILD \\\nRUN true\nUSER node"),
    .passes("FROM node:20\nONBUILD \\\nHEALTHCHECK --interval=5s \\\nCMD true\nUSER node"),
    .flags("FROM node:20\nHEALTHCHECK CMD true \\\n⟦CMD⟧ [\"node\"]\nUSER node"),
    .flags("FROM node:20\nONBUILD RUN true \\\n⟦CMD⟧ [\"node\"]\nUSER node"),
    .passes("FROM node:20\nRUN echo \\\n      COPY that \\\n      USER there\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions {
      for line in instruction.logical.fileSegments.dropFirst() {
        let bytes = file.source.bytes
        let start = bytes.trimmed(line).lowerBound
        var end = start
        while end < line.upperBound, bytes[end].isUppercase { end += 1 }
        guard end > start, end < line.upperBound, bytes[end].isBlank,
          DockerfileKeyword(rawValue: bytes.text(start..<end)) != nil, !isBody(start, of: instruction),
          isOutstanding(start, line, file)
        else { continue }
        report.flag(
          file.place(start..<end), "this \(bytes.text(start..<end)) is part of the \(instruction.keywordText) above",
          help: "take the backslash from the end of the line above",
          related: [RelatedLocation(file.place(instruction.keywordRange), "the instruction that goes on")])
        break
      }
    }
  }

  /// What HEALTHCHECK and ONBUILD take as their own: CMD, and the instruction that is triggered.
  private func isBody(_ start: Int, of instruction: DockerfileInstruction) -> Bool {
    switch instruction.keyword {
    case .healthcheck: instruction.words.first?.range.lowerBound == start
    case .onbuild:
      instruction.trigger.contains { $0.keywordRange.lowerBound == start || isBody(start, of: $0) }
    default: false
    }
  }

  /// Whether the word stands as an instruction does: at the beginning of its line, or below an empty one.
  private func isOutstanding(_ start: Int, _ line: Range<Int>, _ file: DockerfileSubject) -> Bool {
    let number = file.source.lines.line(at: start)
    return start == file.source.lines.starts[number]
      || file.tree.emptyContinuations.contains { file.source.lines.line(at: $0.lowerBound) == number - 1 }
  }
}
