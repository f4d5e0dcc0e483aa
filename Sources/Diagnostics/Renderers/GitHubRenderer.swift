/// GitHub Actions workflow commands: findings become annotations of the changed lines
/// (GitHub Docs, "Workflow commands for GitHub Actions"). Paths are relative to the repository's root.
package enum GitHubRenderer {
  package static func render(_ report: RedactedReport) -> String {
    report.findings.map { annotation($0, report) }.joined()
      + RunnerCommands.disarmed(TextRenderer(TextStyle(width: 200)).summary(report)) + "\n"
  }

  private static func annotation(_ finding: Finding, _ report: RedactedReport) -> String {
    let command: String =
      switch finding.severity {
      case .error: "error"
      case .warning: "warning"
      case .advice: "notice"
      }
    let start = finding.location.start
    let end = finding.location.end
    var properties = [
      ("file", report.pathInRepository(finding.location.source.path)), ("line", String(start.line)),
      ("endLine", String(end.line)),
    ]
    if start.line == end.line { properties += [("col", String(start.column)), ("endColumn", String(end.column))] }
    properties.append(("title", finding.rule))
    let list = properties.map { "\($0)=\(escapedProperty($1))" }.joined(separator: ",")
    return "::\(command) \(list)::\(escapedData(RunnerCommands.disarmed(text(finding, report))))\n"
  }

  private static func text(_ finding: Finding, _ report: RedactedReport) -> String {
    var lines = [finding.message]
    if let spec = finding.spec {
      let path = report.pathInRepository(spec.location.source.path)
      lines.append("spec: \(path):\(spec.location.start.line) \(spec.section)")
    }
    if let help = finding.help { lines.append("help: \(help)") }
    return lines.joined(separator: "\n")
  }

  private static func escapedData(_ text: String) -> String {
    PlainLine.ofLines(text).unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  private static func escapedProperty(_ text: String) -> String {
    escapedData(text).unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case ":": result += "%3A"
      case ",": result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
