import DeploymentSpec
import Diagnostics
import Quantities
import Vocabulary
import Workspace

/// Does a run: finds the files, groups them into projects, lints each, puts the outcomes together.
package enum Linter {
  /// - Returns: the report, and what a configuration of the project's says of when a run fails.
  /// - Throws: `LintFailure` when the run cannot be done as asked.
  package static func run(_ request: LintRequest) throws(LintFailure) -> (
    report: LintReport, threshold: FailureThreshold?
  ) {
    var session = try LintSession(request)
    return (try session.lintFiles(), session.threshold)
  }

  /// The defects of the documents alone, which the request names.
  package static func checkDocuments(_ request: LintRequest) throws(LintFailure) -> LintReport {
    let session = try LintSession(request)
    return try session.checkDocuments()
  }

  /// Looks for secrets in files of every kind.
  package static func searchSecrets(_ request: LintRequest) throws(LintFailure) -> LintReport {
    var request = request
    request.takesEveryFile = true
    var session = try LintSession(request)
    return try session.searchSecrets()
  }

  /// The spec documents that a run in a folder would compare with, or those that are named.
  package static func documents(_ named: [String], currentFolder: String) throws(LintFailure) -> (
    DeploymentSpec, [ProjectFile]
  ) {
    var request = LintRequest(currentFolder: currentFolder, today: CalendarDate(secondsSince1970: 0))
    request.spec = named
    request.scope = .documents
    let session = try LintSession(request)
    let place = session.place(named: named)
    let configuration = try session.configuration(place)
    let documents = try session.documents(place, configuration, reported: true)
    if documents.isEmpty {
      throw LintFailure(
        "no spec document found",
        hint: "name one, or put deployment-spec.md or env-config.md into the project or its docs folder")
    }
    let vocabulary = EnvironmentVocabulary(custom: configuration.environmentNames)
    return (SpecReader.read(documents.map(\.source), vocabulary: vocabulary), documents)
  }
}
