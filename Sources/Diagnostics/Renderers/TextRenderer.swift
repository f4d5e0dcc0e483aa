/// The report for people: grouped by file, each finding with the artifact's line and the spec's row.
package struct TextRenderer: Sendable {
  package let style: TextStyle

  package init(_ style: TextStyle) { self.style = style }

  package func render(_ report: RedactedReport) -> String {
    let texts = parallelMap(report.findings, jobs: style.jobs, least: 100) { finding in
      style.isQuiet ? short(finding) : block(finding, report)
    }
    var text = ""
    text.reserveCapacity(texts.reduce(4_096) { $0 + $1.utf8.count + 64 })
    var file = ""
    for (finding, block) in zip(report.findings, texts) {
      if !style.isQuiet, finding.location.source.path != file {
        file = finding.location.source.path
        text.addLine(style.paint(PlainLine.of(file), .bold))
      }
      text.addLine(block)
    }
    if style.showsFiles {
      for file in report.files.sorted() { text.addLine(described(file)) }
      for file in report.skipped { text.addLine(described(file)) }
    }
    if style.showsUnknown {
      for value in report.unknown { text.addLine("unknown: \(place(value.location)): " + PlainLine.of(value.message)) }
    }
    if !style.isQuiet {
      for note in report.notes { text.addLine("note: " + PlainLine.of(note)) }
      if let step = report.nextStep { text.addLine("next: " + PlainLine.of(step)) }
    }
    if !style.isQuiet || !report.findings.isEmpty { text.addLine(summary(report)) }
    return text
  }

  private func short(_ finding: Finding) -> String {
    "\(place(finding.location)): \(style.paint(finding.severity)): \(PlainLine.of(finding.message)) [\(finding.rule)]"
  }

  private func place(_ location: Location) -> String {
    let start = location.start
    return "\(PlainLine.of(location.source.path)):\(start.line):\(start.column)"
  }

  // MARK: One finding

  private func block(_ finding: Finding, _ report: RedactedReport) -> String {
    let id = "[\(finding.rule)] "
    let column = 2 + finding.severity.rawValue.utf8.count + DisplayWidth.of(id)
    var text = "  " + style.paint(finding.severity) + style.paint(id, .dim)
    text.addLine(style.wrap(PlainLine.of(finding.message), from: column, indent: 4))
    let frame = CodeFrame(style: style, report: report, gutter: gutter(finding))
    text.addLine(header("╭─", finding.location, "", frame.gutter))
    for line in frame.render(finding.location) { text.addLine(line) }
    if let spec = finding.spec {
      text.addLine(header("├─", spec.location, spec.section, frame.gutter))
      for line in frame.render(spec.location) { text.addLine(line) }
    }
    for related in finding.related.prefix(8) {
      text.addLine(header("├─", related.location, related.message, frame.gutter))
    }
    if finding.related.count > 8 {
      text.addLine(pad(frame.gutter) + style.paint(" ├─ ", .dim) + "… \(finding.related.count - 8) more")
    }
    for line in closing(finding, frame.gutter) { text.addLine(line) }
    return text
  }

  private func gutter(_ finding: Finding) -> Int {
    func lastLine(_ location: Location) -> Int { location.source.lines.line(at: location.range.upperBound) + 1 }
    let last = max(lastLine(finding.location), finding.spec.map { lastLine($0.location) } ?? 1)
    return max(4, String(last).utf8.count + 1)
  }

  private func pad(_ gutter: Int) -> String { TextStyle.row(of: " ", gutter) }

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
    if !report.unsearched.isEmpty {
      let count = report.unsearched.values.reduce(0, +)
      parts.append("\(count) not searched for secrets (\(reasons(report.unsearched)))")
    }
    if report.tablesNotUnderstood > 0 {
      parts.append("\(counted(report.tablesNotUnderstood, "table")) not understood")
    }
    if !report.unknown.isEmpty {
      parts.append("\(counted(report.unknown.count, "value")) unknown (variables and templates)")
    }
    if report.documents.isEmpty {
      parts.append("nothing compared with a spec: no spec document found")
    } else {
      parts.append("compared with " + report.documents.map(PlainLine.of).joined(separator: ", "))
    }
    if report.suppressed > 0 { parts.append("\(report.suppressed) suppressed") }
    let fixable = report.fixable(.safe) + report.fixable(.unsafe)
    let closing = counts(report) + (fixable > 0 ? "; \(fixable) fixable" : "")
    return style.paint("\(parts.joined(separator: "; ")): \(closing)", .bold)
  }

  private func described(_ file: ExaminedFile) -> String {
    var words = [file.kind]
    if let environment = file.environment { words.append("for \(environment)") }
    if !file.services.isEmpty { words.append("service \(file.services.joined(separator: ", "))") }
    if !file.documents.isEmpty { words.append("compared with \(file.documents.joined(separator: ", "))") }
    return PlainLine.of("examined: \(file.file): \(words.joined(separator: ", "))")
  }

  private func described(_ file: SkippedFile) -> String { PlainLine.of("skipped: \(file.file): \(file.reason)") }

  /// The findings by severity; those that are not shown apart.
  private func counts(_ report: RedactedReport) -> String {
    let hidden = Severity.allCases.reversed().filter { report.notShown[$0] != nil }
    let shown = Severity.allCases.reversed().filter { !hidden.contains($0) }
    func list(_ severities: [Severity]) -> String {
      severities.map { severity in
        severity == .advice ? "\(report.count(severity)) advice" : counted(report.count(severity), severity.rawValue)
      }.joined(separator: ", ")
    }
    let parts = [list(shown), hidden.isEmpty ? "" : list(hidden) + " not shown"]
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private func reasons(_ skipped: [SkippedFile]) -> String {
    let counts = skipped.reduce(into: [String: Int]()) { $0[$1.reason, default: 0] += 1 }
    if counts.count == 1, let only = skipped.first {
      return skipped.count == 1 ? PlainLine.of("\(only.file): \(only.reason)") : PlainLine.of(only.reason)
    }
    return reasons(counts)
  }

  private func reasons(_ counts: [String: Int]) -> String {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { PlainLine.of("\($0.value) × \($0.key)") }
      .joined(separator: ", ")
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension String {
  fileprivate mutating func addLine(_ line: String) {
    append(line)
    append("\n")
  }
}
