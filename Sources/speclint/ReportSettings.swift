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
  /// What options say, else `SPECLINT_*` variables, else the configuration.
  var run = RunSettings()
  var writeBaseline: String?
  var honoursSuppressions = true
  var isQuiet = false
  var showsFiles = false
  var showsUnknown = false
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
    request.hadolintFiles = Self.hadolintFiles
    for name in HadolintVariables.names { request.hadolintVariables[name] = Terminal.variable(name) }
    return request
  }

  /// Where hadolint looks for a configuration beside the project's own
  /// (hadolint's README, "Configure").
  private static var hadolintFiles: [String] {
    let home = Terminal.variable("HOME").flatMap { PathText.isAbsolute($0) ? $0 : nil }
    let settings = Terminal.variable("XDG_CONFIG_HOME").flatMap { PathText.isAbsolute($0) ? $0 : nil }
    let folders = [settings, home.map { $0 + "/.config" }].compactMap { $0 }
    return folders.map { $0 + "/hadolint.yaml" }
      + (home.map { [$0 + "/.hadolint/hadolint.yaml", $0 + "/.hadolint.yaml"] } ?? [])
  }

  /// What the variables of the environment say where options say nothing.
  func withVariables() throws -> ReportSettings {
    do throws(ConfigurationError) {
      return settled(by: try RunSettings(variables: Terminal.variable))
    } catch {
      throw UsageFailure(error.problems.joined(separator: "\n"))
    }
  }

  func settled(by other: RunSettings) -> ReportSettings {
    var result = self
    result.run = run.or(other)
    return result
  }

  // MARK: Reports

  private var threshold: FailureThreshold { run.failOn ?? .warning }

  private func targets() throws -> ReportTargets {
    try ReportTargets(Arguments.all, usual: run.format ?? .text)
  }

  /// - Throws: `UsageFailure` where `--format` and `--output` do not fit together: before the work is done.
  func checkTargets() throws {
    _ = try targets()
  }

  func write(_ report: LintReport, jobs: Int) throws {
    var style = TextStyle(width: Terminal.width, isColored: Terminal.isColored(color), isQuiet: isQuiet)
    style.jobs = jobs
    style.showsFiles = showsFiles
    style.showsUnknown = showsUnknown
    try targets().write(report.limited(), style: style) { format in
      // What makes a run fail is shown, unless somebody says otherwise.
      run.minSeverity ?? min(format.leastShown, threshold.least ?? .error)
    }
  }

  /// Says what could not be done, which outweighs what was found.
  func failIfReached(_ report: LintReport) throws {
    for failure in report.failures {
      Terminal.explain(failure.description, hint: failure.hint, program: "speclint")
    }
    if !report.failures.isEmpty { throw ExitCode(2) }
    if threshold.isReached(by: report.findings) { throw ExitCode(1) }
  }

  func withoutBaseline(_ report: LintReport) throws -> LintReport {
    guard let baseline = run.baseline else { return report }
    let known = try Self.readBaseline(baseline, option: "baseline")
    var report = report
    let kept = known.new(in: report)
    report.suppressed += report.findings.count - kept.count
    report.findings = kept
    if known.isOfAnEarlierVersion {
      report.notes.append("\(baseline) was written by an earlier version: write it anew with --write-baseline")
    }
    return report
  }

  private static func readBaseline(_ path: String, option: String) throws -> Baseline {
    guard case .bytes(let bytes)? = try? FileSystem.read(path, limit: 64 << 20) else {
      throw UsageFailure("\(option) \(path): cannot be read", hint: "write one with --write-baseline")
    }
    do {
      return try Baseline(SourceText(path: path, bytes: bytes))
    } catch {
      throw UsageFailure(error.description, hint: error.hint)
    }
  }

  /// - Returns: Whether a baseline was asked for, instead of a report.
  func writesBaseline(_ report: LintReport) throws -> Bool {
    guard let path = writeBaseline else { return false }
    let known = try? Self.readBaseline(path, option: "--write-baseline")
    do {
      try FileSystem.write(Array(Baseline(accepting: report, replacing: known).json.utf8), to: path)
    } catch {
      throw UsageFailure("--write-baseline: \(error.description)")
    }
    let count = report.findings.count
    Terminal.standardError("\(path) holds \(count) finding\(count == 1 ? "" : "s")\n")
    return true
  }
}
