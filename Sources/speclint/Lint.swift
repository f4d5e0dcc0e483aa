import ArgumentParser
import Console
import ByteSearch
import Diagnostics
import Linting
import Quantities
import Workspace

struct Lint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check artifacts against the spec (the default).",
    discussion:
      "PATH is a file or a folder; without one the current folder is checked. '-' reads one file from standard input.")

  @Argument(help: "Files and folders to check.")
  var paths: [String] = []

  @Option(help: ArgumentHelp("A spec document (repeatable).", valueName: "file"))
  var spec: [String] = []

  @Option(help: ArgumentHelp("The configuration instead of .speclint.yaml.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Compare everything with this environment.", valueName: "name"))
  var environment: String?

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

  @Flag(help: "Check what the next commit would hold.")
  var staged = false

  @Option(help: ArgumentHelp("Check the files changed since the merge base with a revision.", valueName: "rev"))
  var changedSince: String?

  @Flag(help: "Apply the fixes that change nothing about what is deployed.")
  var fix = false

  @Flag(help: "With --fix or --diff: the others too.")
  var unsafeFixes = false

  @Flag(help: "Print what --fix would change as a unified diff.")
  var diff = false

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

  @Option(
    help: ArgumentHelp(
      "The day that end-of-life dates are compared with (default: SOURCE_DATE_EPOCH, else today).", valueName: "date"))
  var asOf: String?

  @Option(help: "Whether ShellCheck looks at RUN scripts: where it is installed (auto), always, never.")
  var shellcheck = LintRequest.ShellCheckMode.auto

  @Option(help: ArgumentHelp("How many threads to use.", valueName: "n"))
  var jobs: Int?

  @Option(help: ArgumentHelp("The name that standard input would have as a file.", valueName: "name"))
  var stdinFilename: String?

  func validate() throws {
    if staged, changedSince != nil { throw ValidationError("--staged and --changed-since exclude each other") }
    if fix, diff { throw ValidationError("--fix and --diff exclude each other") }
    if unsafeFixes, !fix, !diff { throw ValidationError("--unsafe-fixes goes with --fix or --diff") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 up") }
    if paths.contains("-"), paths.count > 1 { throw ValidationError("'-' cannot stand beside other paths") }
    if paths == ["-"], stdinFilename == nil {
      throw ValidationError("'-' needs --stdin-filename NAME, so that it is known what the text is")
    }
    if paths == ["-"], staged || changedSince != nil {
      throw ValidationError("'-' cannot stand beside --staged or --changed-since")
    }
  }

  func run() throws {
    let targets = try ReportTargets(CommandLine.arguments)
    let request = try request()
    let progress = Progress()
    defer { progress.finish() }
    var (report, threshold) = try lint(request)
    if let path = writeBaseline {
      return try write(Baseline(accepting: report.findings).json, to: path, "--write-baseline", report)
    }
    report = try withoutBaseline(report)
    if fix {
      if case .standardInput(let name, let bytes) = request.scope {
        return Terminal.standardOutput(try fixedText(name, bytes, request))
      }
      report = try applyFixes(report, request)
    }
    progress.finish()
    var style = TextStyle(width: Terminal.width, isColored: Terminal.isColored(color), isQuiet: quiet)
    style.jobs = request.jobs
    if diff {
      Terminal.standardOutput(
        UnifiedDiff.render(
          FixApplication.apply(report.findings, includingUnsafe: unsafeFixes), hiding: report.redactions))
      Terminal.standardError(TextRenderer(TextStyle(width: style.width)).summary(report) + "\n")
    } else {
      try targets.write(report, style: style)
    }
    if (failOn ?? threshold ?? .warning).isReached(by: report.findings) { throw ExitCode(1) }
  }

  private func request() throws -> LintRequest {
    var request = LintRequest(currentFolder: FileSystem.currentFolder, today: try today())
    request.paths = paths + TrailingPaths.split.paths
    request.spec = spec
    request.configuration = config
    request.environment = environment
    request.only = only.flatMap(Self.names)
    request.skip = skip.flatMap(Self.names)
    request.shellCheck = shellcheck
    request.honoursSuppressions = !noSuppressions
    request.jobs = jobs ?? Terminal.processors
    if staged { request.scope = .staged }
    if let changedSince { request.scope = .changed(since: changedSince) }
    if paths == ["-"], let stdinFilename {
      request.paths = []
      request.scope = .standardInput(name: stdinFilename, bytes: try Self.standardInput())
    }
    return request
  }

  private func today() throws -> CalendarDate {
    guard let asOf else { return SystemClock.today }
    guard let date = CalendarDate(asOf) else {
      throw UsageFailure("--as-of: '\(asOf)' is no date", hint: "write it as 2026-01-31")
    }
    return date
  }

  private static func names(_ list: String) -> [String] {
    list.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
  }

  private static func standardInput() throws -> [UInt8] {
    do {
      switch try FileSystem.readStandardInput(limit: 10 << 20) {
      case .bytes(let bytes): return bytes
      case .tooLarge: throw UsageFailure("standard input is larger than the 10 MiB that are read")
      }
    } catch let error as FileError {
      throw UsageFailure(error.description)
    }
  }

  private func lint(_ request: LintRequest) throws -> (report: LintReport, threshold: FailureThreshold?) {
    do {
      return try Linter.run(request)
    } catch {
      throw UsageFailure(error.description, hint: error.hint)
    }
  }

  private func withoutBaseline(_ report: LintReport) throws -> LintReport {
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

  private func write(_ text: String, to path: String, _ option: String, _ report: LintReport) throws {
    do {
      try FileSystem.write(Array(text.utf8), to: path)
      Terminal.standardError("\(path) holds \(report.findings.count) finding\(report.findings.count == 1 ? "" : "s")\n")
    } catch {
      throw UsageFailure("\(option): \(error.description)")
    }
  }

  // MARK: Fixes

  /// Some fixes make room for others: so often a file is fixed at most.
  private static let fixingRounds = 5

  /// - Returns: what is left.
  private func applyFixes(_ report: LintReport, _ request: LintRequest) throws -> LintReport {
    var report = report
    var count = 0
    var paths: Set<String> = []
    for round in 0..<Self.fixingRounds {
      let changed = FixApplication.apply(report.findings, includingUnsafe: unsafeFixes)
      guard !changed.isEmpty else { break }
      if staged, round == 0 { try requireAgreement(changed) }
      for file in changed {
        do {
          try FileSystem.write(file.bytes, to: file.source.path)
        } catch {
          throw UsageFailure("--fix: \(error.description)")
        }
      }
      count += changed.map(\.count).reduce(0, +)
      paths.formUnion(changed.map(\.source.path))
      report = try withoutBaseline(try lint(request).report)
      // The index still holds what was fixed in the work tree.
      if staged { break }
    }
    if count > 0 {
      Terminal.standardError(
        "fixed \(count) finding\(count == 1 ? "" : "s") in \(paths.count) file\(paths.count == 1 ? "" : "s")\n")
    }
    return report
  }

  private func fixedText(_ name: String, _ bytes: [UInt8], _ request: LintRequest) throws -> String {
    var request = request
    var bytes = bytes
    for _ in 0..<Self.fixingRounds {
      request.scope = .standardInput(name: name, bytes: bytes)
      let report = try withoutBaseline(try lint(request).report)
      guard let changed = FixApplication.apply(report.findings, includingUnsafe: unsafeFixes).first else { break }
      bytes = changed.bytes
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A fix of staged content may only be written where the work tree holds the same.
  private func requireAgreement(_ changed: [FixApplication.ChangedFile]) throws {
    for file in changed {
      guard case .bytes(let bytes)? = try? FileSystem.read(file.source.path), bytes == file.source.bytes else {
        throw UsageFailure(
          "--fix --staged: \(file.source.path) differs between the index and the work tree",
          hint: "stage or stash the rest first")
      }
    }
  }
}

extension FailureThreshold: ExpressibleByArgument {}
extension LintRequest.ShellCheckMode: ExpressibleByArgument {}
