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

  @Option(help: ArgumentHelp("Compare everything with this environment.", valueName: "name"))
  var environment: String?

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

  @Option(
    help: ArgumentHelp(
      "The day that end-of-life dates are compared with (default: SOURCE_DATE_EPOCH, else today).", valueName: "date"))
  var asOf: String?

  @Option(help: "Whether ShellCheck looks at RUN scripts: where it is installed (auto), always, never.")
  var shellcheck = LintRequest.ShellCheckMode.auto

  @Option(help: ArgumentHelp("The name that standard input would have as a file.", valueName: "name"))
  var stdinFilename: String?

  @OptionGroup var common: ReportOptions

  func validate() throws {
    if staged, changedSince != nil { throw ValidationError("--staged and --changed-since exclude each other") }
    if fix, diff { throw ValidationError("--fix and --diff exclude each other") }
    if unsafeFixes, !fix, !diff { throw ValidationError("--unsafe-fixes goes with --fix or --diff") }
    if paths.contains("-"), paths.count > 1 { throw ValidationError("'-' cannot stand beside other paths") }
    if paths == ["-"], stdinFilename == nil {
      throw ValidationError("'-' needs --stdin-filename NAME, so that it is known what the text is")
    }
    if paths == ["-"], staged || changedSince != nil {
      throw ValidationError("'-' cannot stand beside --staged or --changed-since")
    }
  }

  func run() throws {
    try common.checkTargets()
    let request = try request()
    let progress = Progress()
    defer { progress.finish() }
    var (report, threshold) = try lint(request)
    if try common.writesBaseline(report) { return }
    report = try common.withoutBaseline(report)
    if fix {
      if case .standardInput(let name, let bytes) = request.scope {
        return Terminal.standardOutput(try fixedText(name, bytes, request))
      }
      report = try applyFixes(report, request)
    }
    progress.finish()
    if diff {
      Terminal.standardOutput(
        UnifiedDiff.render(
          FixApplication.apply(report.findings, includingUnsafe: unsafeFixes), hiding: report.redactions))
      Terminal.standardError(TextRenderer(TextStyle(width: Terminal.width)).summary(report) + "\n")
    } else {
      try common.write(report, jobs: request.jobs)
    }
    try common.failIfReached(report, threshold)
  }

  private func request() throws -> LintRequest {
    var request = common.request(today: try today())
    request.paths = paths + TrailingPaths.split.paths
    request.environment = environment
    request.shellCheck = shellcheck
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
      report = try common.withoutBaseline(try lint(request).report)
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
      let report = try common.withoutBaseline(try lint(request).report)
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

extension LintRequest.ShellCheckMode: ExpressibleByArgument {}
