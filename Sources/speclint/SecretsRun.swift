import Console
import Diagnostics
import Linting
import Workspace

/// `speclint secrets` with all that it was told.
struct SecretsRun {
  var paths: [String]
  var isStaged = false
  var history: String?
  var settings = ReportSettings()

  /// - Throws: `UsageFailure`, or `ExitCode` 1 where findings reach the threshold.
  func run() throws {
    try settings.checkTargets()
    let said = try settings.withVariables()
    var request = said.request()
    request.paths = paths + TrailingPaths.split.paths
    if isStaged { request.scope = .staged }
    if let history { request.scope = .history(history) }
    let (report, configured) = try search(request)
    let settings = said.settled(by: configured)
    if try settings.writesBaseline(report) { return }
    let left = try settings.withoutBaseline(report)
    try settings.write(left, jobs: request.jobs)
    try settings.failIfReached(left)
  }

  private func search(_ request: LintRequest) throws -> (report: LintReport, settings: RunSettings) {
    do {
      return try Linter.searchSecrets(request)
    } catch {
      throw UsageFailure(error.description, hint: error.hint)
    }
  }
}
