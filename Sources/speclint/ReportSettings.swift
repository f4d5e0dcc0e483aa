import ArgumentParser
import Console
import Diagnostics
import Linting
import Quantities
import Workspace

/// How findings are chosen and reported: what `ReportOptions` say, or nothing but what is usual.
struct ReportSettings {
  var spec: [String] = []
  var configuration: String?
  var only: [String] = []
  var skip: [String] = []
  var failOn: FailureThreshold?
  var baseline: String?
  var writeBaseline: String?
  var honoursSuppressions = true
  var isQuiet = false
  var color = ColorChoice.auto
  var jobs: Int?

  /// What these settings say of a run.
  func request(today: CalendarDate = SystemClock.today) -> LintRequest {
    var request = LintRequest(currentFolder: FileSystem.currentFolder, today: today)
    request.spec = spec
    request.configuration = configuration
    request.only = only
    request.skip = skip
    request.honoursSuppressions = honoursSuppressions
    request.jobs = jobs ?? Terminal.processors
    return request
  }

  // MARK: Reports

  /// - Throws: `UsageFailure` where `--format` and `--output` do not fit together: before the work is done.
  func checkTargets() throws {
    _ = try ReportTargets(Arguments.all)
  }

  func write(_ report: LintReport, jobs: Int) throws {
    var style = TextStyle(width: Terminal.width, isColored: Terminal.isColored(color), isQuiet: isQuiet)
    style.jobs = jobs
    try ReportTargets(Arguments.all).write(report, style: style)
  }

  /// Says what could not be done, which outweighs what was found.
  ///
  /// - Parameter threshold: what the project's configuration says.
  func failIfReached(_ report: LintReport, _ threshold: FailureThreshold? = nil) throws {
    for failure in report.failures {
      Terminal.explain(failure.description, hint: failure.hint, program: "speclint")
    }
    if !report.failures.isEmpty { throw ExitCode(2) }
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
