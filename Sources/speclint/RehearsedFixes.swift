import Console
import Diagnostics
import Linting
import Workspace

/// What `--fix` would write, round by round, without writing it.
struct RehearsedFixes {
  let includesUnsafe: Bool
  let settings: ReportSettings

  /// - Returns: the files that would change, as they are and as they would be, in path order; and where secret values stand
  ///   in what any of the rounds read.
  func run(
    _ report: LintReport, _ request: LintRequest
  ) throws -> (files: [FixApplication.ChangedFile], redactions: Redactions) {
    var report = report
    var redactions = report.redactions
    var request = request
    var files: [String: FixApplication.ChangedFile] = [:]
    var targets = FixedFiles(request)
    defer { targets.note() }
    for _ in 0..<LintRun.fixingRounds {
      let changed = targets.writable(FixApplication.apply(report.findings, includingUnsafe: includesUnsafe))
      guard !changed.isEmpty else { break }
      for file in changed {
        let path = file.source.path
        let known = files[path]
        files[path] = FixApplication.ChangedFile(
          source: known?.source ?? file.source, bytes: file.bytes, count: (known?.count ?? 0) + file.count)
        request.contents[PathText.normalized(PathText.join(request.currentFolder, path))] = file.bytes
        if case .standardInput(let name, _) = request.scope {
          request.scope = .standardInput(name: name, bytes: file.bytes)
        }
      }
      // `--fix` of staged content writes once: the index still holds what was fixed in the work tree.
      if case .staged = request.scope { break }
      let next: LintReport
      do throws(LintFailure) {
        next = try Linter.run(request).report
      } catch {
        throw UsageFailure(error.description, hint: error.hint)
      }
      report = try settings.withoutBaseline(next)
      redactions.merge(report.redactions)
    }
    return (files.values.sorted { $0.source.path < $1.source.path }, redactions)
  }
}
