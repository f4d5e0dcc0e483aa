import Diagnostics

struct CommentSwallowsCommand: DockerfileRule {
  static let card = RuleCard(
    "comment-swallows-command", .dockerfile,
    summary: "A comment inside of a continued RUN swallows the lines after it.",
    rationale:
      "The lines of a continued RUN become one: a `#` after a command makes a comment of all that follows, and the build goes on without it.",
    severity: .error)

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN make one && \\\n    true ⟦# the second && \\\n    make two⟧\nUSER node"),
    .passes("FROM node:20\nRUN make one && \\\n    # the second\n    make two\nUSER node"),
    .passes("FROM node:20\nRUN make one # the only one\nUSER node"),
    .passes("FROM node:20\nRUN echo 'a # b' && \\\n    make two#3\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF\nmake one # first\nmake two\nEOF\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for step in file.steps {
      for comment in step.script.comments where swallows(comment, file.source) {
        report.flag(
          file.place(comment), "this comment goes on to the end of the RUN: what stands below it never runs",
          help: "put the comment on a line of its own")
      }
    }
  }

  /// Whether something other than white space and backslashes follows on a later line.
  private func swallows(_ comment: Range<Int>, _ source: SourceText) -> Bool {
    guard let lineEnd = source.bytes.firstOffset(of: 0x0A, in: comment) else { return false }
    return source.bytes[lineEnd..<comment.upperBound].contains { !$0.isSpace && $0 != UInt8(ascii: "\\") }
  }
}
