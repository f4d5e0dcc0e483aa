import Diagnostics
import Syntax

struct RepeatedBlankLine: DotenvRule {
  static let card = RuleCard(
    "repeated-blank-line", .dotenv, summary: "Several blank lines follow each other.",
    rationale: "A house style: one blank line separates groups.", severity: .advice, aliases: ["ExtraBlankLine"],
    isOptIn: true)

  static let examples: [Example] = [
    .flags("PORT=3000\n\n⟦\n⟧LOG_LEVEL=info\n", in: ".env.staging"),
    .passes("PORT=3000\n\nLOG_LEVEL=info\n", in: ".env.staging"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    let bytes = file.source.bytes
    var start: Int?
    var next = 0
    for line in 0..<file.source.lines.count {
      let content = file.source.lines.content(of: line, in: bytes)
      while next < file.entries.count, file.entries[next].range.upperBound <= content.upperBound { next += 1 }
      let isInside = next < file.entries.count && file.entries[next].range.lowerBound < content.lowerBound
      if bytes[content].allSatisfy(\.isBlank), !isInside, content.upperBound < bytes.count {
        if start == nil { start = line }
        continue
      }
      flag(from: start, to: line, file, &report)
      start = nil
    }
  }

  private func flag(from start: Int?, to line: Int, _ file: DotenvSubject, _ report: inout Report) {
    guard let start, line - start > 1 else { return }
    let lines = file.source.lines
    let first = lines.content(of: start + 1, in: file.source.bytes).lowerBound
    let place = Location(file.source, first..<lines.content(of: line, in: file.source.bytes).lowerBound)
    report.flag(place, "\(line - start) blank lines where one separates groups", fix: .safe(Edit(place, "")))
  }
}
