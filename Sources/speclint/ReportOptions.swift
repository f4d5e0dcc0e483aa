import ArgumentParser
import Console
import Diagnostics
import Linting
import Quantities
import Workspace

/// What every command that reports findings takes.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A spec document (repeatable).", valueName: "file"))
  var spec: [String] = []

  @Option(help: ArgumentHelp("The configuration instead of .speclint.yaml.", valueName: "file"))
  var config: String?

  @Option(help: "The report's format (repeatable, each with its own --output).")
  var format: [ReportFormat] = []

  @Option(help: ArgumentHelp("Where the report goes instead of standard output.", valueName: "file"))
  var output: [String] = []

  @Option(help: ArgumentHelp("Run these rules alone: ids, aliases or families, with commas.", valueName: "rule"))
  var only: [String] = []

  @Option(help: ArgumentHelp("Leave these rules out.", valueName: "rule"))
  var skip: [String] = []

  @Option(help: ArgumentHelp("The least severity that ends with status 1 (default: warning).", valueName: "severity"))
  var failOn: FailureThreshold?

  @Option(help: ArgumentHelp("Report only what this baseline does not hold.", valueName: "file"))
  var baseline: String?

  @Option(help: ArgumentHelp("Write a baseline that holds all findings.", valueName: "file"))
  var writeBaseline: String?

  @Flag(name: .customLong("no-suppressions"), help: "Report what comments and the configuration accept, too.")
  var noSuppressions = false

  @Flag(help: "One line for each finding.")
  var quiet = false

  @Option(help: "Colours in the text report.")
  var color: ColorChoice = .auto

  @Option(help: ArgumentHelp("How many threads to use.", valueName: "n"))
  var jobs: Int?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 up") }
  }

  /// What these options say of a run.
  func request(today: CalendarDate = SystemClock.today) -> LintRequest {
    var request = LintRequest(currentFolder: FileSystem.currentFolder, today: today)
    request.spec = spec
    request.configuration = config
    request.only = only.flatMap(Self.names)
    request.skip = skip.flatMap(Self.names)
    request.honoursSuppressions = !noSuppressions
    request.jobs = jobs ?? Terminal.processors
    return request
  }

  private static func names(_ list: String) -> [String] {
    list.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
  }

  // MARK: Reports

  /// - Throws: `UsageFailure` where `--format` and `--output` do not fit together: before the work is done.
  func checkTargets() throws {
    _ = try ReportTargets(CommandLine.arguments)
  }

  func write(_ report: LintReport, jobs: Int) throws {
    var style = TextStyle(width: Terminal.width, isColored: Terminal.isColored(color), isQuiet: quiet)
    style.jobs = jobs
    try ReportTargets(CommandLine.arguments).write(report, style: style)
  }

  /// - Parameter threshold: what the project's configuration says.
  func failIfReached(_ report: LintReport, _ threshold: FailureThreshold? = nil) throws {
    if (failOn ?? threshold ?? .warning).isReached(by: report.findings) { throw ExitCode(1) }
  }

  func withoutBaseline(_ report: LintReport) throws -> LintReport {
    guard let baseline else { return report }
    guard case .bytes(let bytes)? = try? FileSystem.read(baseline, limit: 64 << 20) else {
      throw UsageFailure("--baseline: \(baseline): cannot be read", hint: "write one with --write-baseline")
    }
    var report = report
    do {
      let kept = try Baseline(SourceText(path: baseline, bytes: bytes)).new(among: report.findings)
      report.suppressed += report.findings.count - kept.count
      report.findings = kept
      return report
    } catch {
      throw UsageFailure(error.description, hint: error.hint)
    }
  }

  /// - Returns: Whether a baseline was asked for, instead of a report.
  func writesBaseline(_ report: LintReport) throws -> Bool {
    guard let path = writeBaseline else { return false }
    do {
      try FileSystem.write(Array(Baseline(accepting: report.findings).json.utf8), to: path)
    } catch {
      throw UsageFailure("--write-baseline: \(error.description)")
    }
    let count = report.findings.count
    Terminal.standardError("\(path) holds \(count) finding\(count == 1 ? "" : "s")\n")
    return true
  }
}

extension FailureThreshold: ExpressibleByArgument {}
