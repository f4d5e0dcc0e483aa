import ByteSearch
import Console
import Diagnostics
import Linting
import Quantities
import Workspace

/// `speclint lint` with all that it was told: checks, fixes, reports.
struct LintRun {
  var paths: [String]
  var environment: String?
  var isStaged = false
  var changedSince: String?
  var appliesFixes = false
  var includesUnsafeFixes = false
  var showsDiff = false
  var asOf: String?
  var shellCheck: ShellCheckMode?
  var standardInputName: String?
  var nameInReport: String?
  var settings = ReportSettings()

  /// - Throws: `UsageFailure`, or `ExitCode` 1 where findings reach the threshold.
  func run() throws {
    try settings.checkTargets()
    let said = try settings.withVariables()
    let request = try request(said)
    let progress = Progress()
    defer { progress.finish() }
    let outcome = try lint(request)
    let settings = said.settled(by: outcome.settings)
    var report = outcome.report
    if try settings.writesBaseline(report) { return }
    report = try settings.withoutBaseline(report)
    if appliesFixes {
      if case .standardInput(let name, let bytes) = request.scope {
        return Terminal.standardOutput(try fixedText(name, bytes, request, settings))
      }
      report = try applyFixes(report, request, settings)
    }
    progress.finish()
    if showsDiff {
      let changes = try RehearsedFixes(includesUnsafe: includesUnsafeFixes, settings: settings).run(report, request)
      Terminal.standardOutput(
        UnifiedDiff.render(changes.files, hiding: changes.redactions, isForPeople: Terminal.isOutputTerminal))
      Terminal.standardError(
        RunnerCommands.printed(TextRenderer(TextStyle(width: Terminal.width)).summary(report.redacted)) + "\n")
    } else {
      try settings.write(report, jobs: request.jobs)
    }
    try settings.failIfReached(report)
  }

  private func request(_ settings: ReportSettings) throws -> LintRequest {
    var request = settings.request(today: try today())
    request.paths = paths + TrailingPaths.split.paths
    request.environment = environment
    request.shellCheck = shellCheck ?? settings.run.shellCheck
    if isStaged { request.scope = .staged }
    if let changedSince { request.scope = .changed(since: changedSince) }
    request.shownAs = nameInReport
    if paths == ["-"] {
      request.paths = []
      // As hadolint has it, a text without a name is a Dockerfile.
      request.scope = .standardInput(name: standardInputName ?? "Dockerfile", bytes: try Self.standardInput())
      request.shownAs = nameInReport ?? (standardInputName == nil ? "-" : nil)
    }
    return request
  }

  private func today() throws -> CalendarDate {
    guard let asOf else { return SystemClock.today }
    guard let date = CalendarDate(asOf) else {
      throw UsageFailure("--as-of: '\(asOf)' is not a date", hint: "write it as 2026-01-31")
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

  private func lint(_ request: LintRequest) throws -> (report: LintReport, settings: RunSettings) {
    do {
      return try Linter.run(request)
    } catch {
      throw UsageFailure(error.description, hint: error.hint ?? suggestion)
    }
  }

  /// The command that was probably meant where a path is not there.
  private var suggestion: String? {
    guard let word = paths.first, !FileSystem.exists(word) else { return nil }
    return CommandLineErrors.nearest(to: word, in: SpecLint.self).map { "did you mean 'speclint \($0)'?" }
  }

  // MARK: Fixes

  /// Some fixes make room for others: so often a file is fixed at most.
  static let fixingRounds = 5

  /// - Returns: what is left.
  private func applyFixes(_ report: LintReport, _ request: LintRequest, _ settings: ReportSettings) throws
    -> LintReport
  {
    var report = report
    var count = 0
    var paths: Set<String> = []
    var files = FixedFiles(request)
    defer { files.note() }
    for round in 0..<Self.fixingRounds {
      let changed = files.writable(
        FixApplication.apply(report.findings, includingUnsafe: includesUnsafeFixes))
      guard !changed.isEmpty else { break }
      if isStaged, round == 0 { try requireAgreement(changed) }
      for file in changed {
        do {
          try FileSystem.write(file.bytes, to: file.source.path)
        } catch {
          throw UsageFailure("--fix: \(error.description)")
        }
      }
      count += changed.map(\.count).reduce(0, +)
      paths.formUnion(changed.map(\.source.path))
      report = try settings.withoutBaseline(try lint(request).report)
      // The index still holds what was fixed in the work tree.
      if isStaged { break }
    }
    if count > 0 {
      Terminal.standardError(
        "fixed \(count) finding\(count == 1 ? "" : "s") in \(paths.count) file\(paths.count == 1 ? "" : "s")\n")
    }
    return report
  }

  private func fixedText(_ name: String, _ bytes: [UInt8], _ request: LintRequest, _ settings: ReportSettings) throws
    -> String
  {
    var request = request
    var bytes = bytes
    for _ in 0..<Self.fixingRounds {
      request.scope = .standardInput(name: name, bytes: bytes)
      let report = try settings.withoutBaseline(try lint(request).report)
      guard let changed = FixApplication.apply(report.findings, includingUnsafe: includesUnsafeFixes).first else {
        break
      }
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
