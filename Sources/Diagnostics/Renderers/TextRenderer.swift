/// The report for people: grouped by file, each finding with the artifact's line and the spec's row.
package struct TextRenderer: Sendable {
  package let style: TextStyle

  package init(_ style: TextStyle) { self.style = style }

  package func render(_ report: RedactedReport) -> String {
    var lines: [String] = []
    var file = ""
    let texts = parallelMap(report.findings, jobs: style.jobs, least: 100) { finding in
      style.isQuiet ? short(finding) : block(finding, report).joined(separator: "\n") + "\n"
    }
    for (finding, text) in zip(report.findings, texts) {
      if !style.isQuiet, finding.location.source.path != file {
        file = finding.location.source.path
        lines.append(style.paint(PlainLine.of(file), .bold))
      }
      lines.append(text)
    }
    if !style.isQuiet { lines += report.notes.map { "note: " + PlainLine.of($0) } }
    if !style.isQuiet || !report.findings.isEmpty { lines.append(summary(report)) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func short(_ finding: Finding) -> String {
    "\(place(finding.location)): \(style.paint(finding.severity)): \(PlainLine.of(finding.message)) [\(finding.rule)]"
  }

  private func place(_ location: Location) -> String {
    let start = location.start
    return "\(PlainLine.of(location.source.path)):\(start.line):\(start.column)"
  }

  // MARK: One finding

  private func block(_ finding: Finding, _ report: RedactedReport) -> [String] {
    let label = "  \(finding.severity.rawValue)[\(finding.rule)] "
    let painted = "  " + style.paint(finding.severity) + style.paint("[\(finding.rule)] ", .dim)
    let message = style.wrap(PlainLine.of(finding.message), from: DisplayWidth.of(label), indent: 4)
    var lines = [painted + message]
    let frame = CodeFrame(style: style, report: report, gutter: gutter(finding))
    lines.append(header("╭─", finding.location, "", frame.gutter))
    lines += frame.render(finding.location)
    if let spec = finding.spec {
      lines.append(header("├─", spec.location, spec.section, frame.gutter))
      lines += frame.render(spec.location)
    }
    for related in finding.related.prefix(8) {
      lines.append(header("├─", related.location, related.message, frame.gutter))
    }
    if finding.related.count > 8 {
      lines.append(pad(frame.gutter) + style.paint(" ├─ ", .dim) + "… \(finding.related.count - 8) more")
    }
    lines += closing(finding, frame.gutter)
    return lines
  }

  private func gutter(_ finding: Finding) -> Int {
    let locations = [finding.location] + (finding.spec.map { [$0.location] } ?? [])
    let last = locations.map { max($0.start.line, $0.end.line) }.max() ?? 1
    return max(4, String(last).count + 1)
  }

  private func pad(_ gutter: Int) -> String { String(repeating: " ", count: gutter) }

  private func header(_ corner: String, _ location: Location, _ words: String, _ gutter: Int) -> String {
    let tail = words.isEmpty ? "" : "  " + PlainLine.of(words)
    return pad(gutter) + style.paint(" \(corner) ", .dim) + style.paint(place(location), .cyan)
      + style.paint(tail, .dim)
  }

  private func closing(_ finding: Finding, _ gutter: Int) -> [String] {
    var words: [String] = []
    if let help = finding.help { words.append("help: " + PlainLine.of(help)) }
    if let safety = finding.fix?.safety ?? finding.withheldFix {
      words.append(safety == .safe ? "fixable with --fix" : "fixable with --fix --unsafe-fixes")
    }
    return words.enumerated().map { index, text in
      let corner = index == words.count - 1 ? " ╰─ " : " ├─ "
      return pad(gutter) + style.paint(corner, .dim) + style.wrap(text, from: gutter + 4, indent: gutter + 10)
    }
  }

  // MARK: Summary

  /// How many files were examined and skipped, and why; what they were compared with; the findings by severity.
  package func summary(_ report: RedactedReport) -> String {
    var parts = ["\(counted(report.examined, "file")) examined"]
    if !report.skipped.isEmpty { parts.append("\(report.skipped.count) skipped (\(reasons(report.skipped)))") }
    if report.documents.isEmpty {
      parts.append("nothing compared with a spec: no spec document found")
    } else {
      parts.append("compared with " + report.documents.map(PlainLine.of).joined(separator: ", "))
    }
    if report.suppressed > 0 { parts.append("\(report.suppressed) suppressed") }
    let counts = [
      counted(report.count(.error), "error"), counted(report.count(.warning), "warning"),
      "\(report.count(.advice)) advice",
    ].joined(separator: ", ")
    return style.paint("\(parts.joined(separator: "; ")): \(counts)", .bold)
  }

  private func reasons(_ skipped: [SkippedFile]) -> String {
    let counts = skipped.reduce(into: [String: Int]()) { $0[$1.reason, default: 0] += 1 }
    if counts.count == 1, let only = skipped.first {
      return skipped.count == 1 ? PlainLine.of("\(only.file): \(only.reason)") : PlainLine.of(only.reason)
    }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { PlainLine.of("\($0.value) × \($0.key)") }
      .joined(separator: ", ")
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
