import ArgumentParser
import Console
import Diagnostics
import Linting
import Workspace

extension ReportFormat: ExpressibleByArgument {}

/// Which report goes where: `--format` and `--output` belong together in the order they are written, so that one run can
/// print text and write a file.
struct ReportTargets {
  struct Target {
    var format: ReportFormat
    /// `nil`: standard output.
    var path: String?
  }

  private(set) var targets: [Target] = []

  /// - Parameter usual: the format where none is named.
  init(_ arguments: [String], usual: ReportFormat = .text) throws {
    var pendingPath: String?
    for (option, value) in Self.options(arguments) {
      if option == "--format" {
        guard let format = ReportFormat(rawValue: value) else { continue }
        targets.append(Target(format: format, path: pendingPath))
        pendingPath = nil
      } else if let last = targets.indices.last, targets[last].path == nil {
        targets[last].path = value
      } else {
        pendingPath = value
      }
    }
    if let pendingPath { targets.append(Target(format: usual, path: pendingPath)) }
    if targets.isEmpty { targets = [Target(format: usual)] }
    if targets.count(where: { $0.path == nil }) > 1 {
      throw UsageFailure("two reports for standard output", hint: "give all but one --format an --output FILE")
    }
  }

  private static func options(_ arguments: [String]) -> [(String, String)] {
    var result: [(String, String)] = []
    var index = 0
    while index < arguments.count, arguments[index] != "--" {
      let argument = arguments[index]
      for option in ["--format", "--output"] {
        if argument == option, index + 1 < arguments.count {
          result.append((option, arguments[index + 1]))
          index += 1
        } else if argument.hasPrefix(option + "=") {
          result.append((option, String(argument.dropFirst(option.count + 1))))
        }
      }
      index += 1
    }
    return result
  }

  /// - Parameter least: the least severity that a format shows.
  func write(_ report: LintReport, style: TextStyle, least: (ReportFormat) -> Severity) throws {
    var failure: UsageFailure?
    for target in targets {
      let shown = report.shown(from: least(target.format))
      let text = render(shown.redacted, Fingerprint(shown).unique(shown.findings), target, style)
      guard let path = target.path else {
        Terminal.standardOutput(text)
        continue
      }
      do {
        try FileSystem.write(Array(text.utf8), to: path)
      } catch {
        failure = failure ?? UsageFailure("--output: \(error.description)")
      }
    }
    // Each report is tried before one is missed.
    if let failure { throw failure }
  }

  private func render(
    _ report: RedactedReport, _ fingerprints: @autoclosure @escaping @Sendable () -> [String], _ target: Target,
    _ style: TextStyle
  ) -> String {
    switch target.format {
    case .text:
      var style = style
      if target.path != nil { style.isColored = false }
      let text = TextRenderer(style).render(report)
      return target.path == nil ? RunnerCommands.printed(text) : text
    case .json: return JSONRenderer.render(report, showsFiles: style.showsFiles)
    case .github: return GitHubRenderer.render(report)
    case .sarif:
      return SARIFRenderer(
        version: ProgramVersion.current, rules: RuleRegistry.descriptions,
        fingerprints: { _ in fingerprints() }
      ).render(report)
    }
  }
}
