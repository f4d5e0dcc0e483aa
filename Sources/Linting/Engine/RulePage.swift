import Diagnostics
import Syntax
import Workspace

/// What `explain` prints of a rule, and the rule reference is made of.
package struct RulePage {
  private let rule: any Rule
  private let style: TextStyle

  package init(_ rule: any Rule, width: Int) {
    self.rule = rule
    style = TextStyle(width: width)
  }

  package var text: String {
    let card = rule.card
    var lines = [
      "\(card.id)  (\(card.family.rawValue), \(card.severity.rawValue))", "", wrapped(card.summary),
      wrapped(card.rationale),
    ]
    if !card.aliases.isEmpty { lines.append(wrapped("Also known as \(card.aliases.joined(separator: ", ")).")) }
    if card.needsSpec { lines.append("Needs a spec document.") }
    let examples = type(of: rule).examples
    for (title, isFlagged) in [("Flagged:", true), ("Not flagged:", false)] {
      let chosen = examples.filter { $0.isFlagged == isFlagged }
      if !chosen.isEmpty { lines += ["", title] + chosen.map(self.example).joined(separator: ["", "  ──"]) }
    }
    lines += ["", "Accept one with a comment above it:  speclint: allow \(card.id) -- reason"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// What there is to say of an id, or of all ids, of ShellCheck's.
  package static func ofShellCheck(_ id: String) -> String {
    let page = ShellCheck.isID(id) ? id : "Home"
    return "\(id)  (ShellCheck)\n\nFound by ShellCheck in a RUN script: https://www.shellcheck.net/wiki/\(page)\n"
  }

  private func wrapped(_ text: String) -> String { style.wrap(text, from: 0, indent: 0) }

  private func example(_ example: Example) -> [String] {
    example.files.flatMap { path, marked in
      let (text, ranges) = Example.unmarked(marked)
      let source = SourceText(path: path, text: text)
      return ["", "  \(path)\(example.state.map { " (\($0.words))" } ?? "")"]
        + (0..<source.lines.count).flatMap { lines(source, $0, ranges) }
    }
  }

  /// A line of an example, with carets below what is flagged in it.
  private func lines(_ source: SourceText, _ line: Int, _ ranges: [Range<Int>]) -> [String] {
    let content = source.lines.content(of: line, in: source.bytes)
    var result = ["    " + source.text(content)]
    for range in ranges where range.overlaps(content) {
      let marked = range.clamped(to: content)
      let indent = DisplayWidth.of(source.text(content.lowerBound..<marked.lowerBound))
      result.append(
        "    " + String(repeating: " ", count: indent)
          + String(repeating: "^", count: max(1, DisplayWidth.of(source.text(marked)))))
    }
    return result
  }
}

extension GitRepository.FileState {
  fileprivate var words: String {
    switch self {
    case .tracked: "tracked by git"
    case .trackedThoughIgnored: "tracked by git, which is told to ignore it"
    case .new: "neither tracked nor ignored by git"
    case .ignored: "ignored by git"
    }
  }
}

extension RuleRegistry {
  /// All rules as report formats describe them.
  package static var descriptions: [RuleDescription] {
    all.map(\.card).map {
      RuleDescription(
        id: $0.id, family: $0.family.rawValue, summary: $0.summary, rationale: $0.rationale, severity: $0.severity,
        aliases: $0.aliases, needsSpec: $0.needsSpec)
    }
  }

  package static func nearest(to name: String) -> String? { names.nearest(to: name) }
}
