import DeploymentSpec
import Diagnostics
import Quantities
import Vocabulary
import Workspace

/// Does a run: finds the files, groups them into projects, lints each, puts the outcomes together.
package enum Linter {
  /// - Returns: the report, and what the project's configurations say of how it is judged and reported.
  /// - Throws: `LintFailure` when the run cannot be done as asked.
  package static func run(_ request: LintRequest) throws(LintFailure) -> (
    report: LintReport, settings: RunSettings
  ) {
    var session = try LintSession(request)
    var report = try session.lintFiles()
    report.suggestsNextStep = true
    return (report, session.settings)
  }

  /// The defects of the documents alone, which the request names.
  package static func checkDocuments(_ request: LintRequest) throws(LintFailure) -> LintReport {
    let session = try LintSession(request)
    return try session.checkDocuments()
  }

  /// Looks for secrets alone: what a run of all rules says of them in the same files, or in the history.
  package static func searchSecrets(_ request: LintRequest) throws(LintFailure) -> (
    report: LintReport, settings: RunSettings
  ) {
    var request = request
    request.only = try rulesOfSecrets(request.only)
    request.seeksSecretsAlone = true
    var session = try LintSession(request)
    if case .history(let range) = request.scope { return (try session.searchHistory(range), session.settings) }
    return (try session.lintFiles(), session.settings)
  }

  /// The rules that tell of secrets which stand in a file, or those of them that are named.
  private static func rulesOfSecrets(_ named: [String]) throws(LintFailure) -> [String] {
    let all = RuleRegistry.leaks.map(\.card.id) + [SecretInPlainText.card.id, SecretInBuildArgument.card.id]
    let comments = RuleRegistry.all.filter { $0.card.family == .suppressions }.map(\.card.id)
    guard !named.isEmpty else { return all + comments }
    for name in named where !(RuleRegistry.resolve(name).map { !Set($0).isDisjoint(with: all) } ?? true) {
      throw LintFailure(
        "--only: '\(name)' does not look for secrets", hint: "known: \(all.sorted().joined(separator: ", "))")
    }
    return named
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
