import ByteSearch
import DeploymentSpec
import Diagnostics
import Leaks
import Vocabulary
import Workspace

/// The search for secrets in every version of every file of some commits.
extension LintSession {
  mutating func searchHistory(_ range: String) throws(LintFailure) -> LintReport {
    let place = place(named: request.spec)
    let configuration = try configuration(place)
    settings = configuration.run
    let documents = try readDocuments(place, configuration)
    let vocabulary = EnvironmentVocabulary(custom: configuration.environmentNames)
    let spec = documents.isEmpty ? nil : SpecReader.read(documents.map(\.source), vocabulary: vocabulary)
    let search = SecretSearch(spec: spec, selection: selection.with(configuration.severities))
    report.documents = documents.map(\.source.path)
    report.notes = files.notes
    report.skipped = files.skipped
    report.failures += files.failures
    try searchHistory(range, search, configuration)
    report.findings.sort()
    for finding in report.findings { report.redactions.hide(finding.location) }
    if let spec { SecretRows.hide(in: spec, &report.redactions) }
    report.redactions.merge(ConcealedTexts.find(shownBy: report.findings, spec: spec, jobs: request.jobs))
    report.skipped.sort()
    return report
  }

  private mutating func searchHistory(_ range: String, _ search: SecretSearch, _ configuration: Configuration)
    throws(LintFailure)
  {
    guard let repository = files.repository else {
      throw LintFailure("--history needs a git repository", hint: "run it inside one")
    }
    do throws(GitRepository.Failure) {
      // One content, once, under the first of its names that does not speak against looking into it.
      var known: Set<String> = []
      let blobs = try repository.blobs(in: range).filter { blob in
        !LeakedFiles.isSilent(blob.path) && !configuration.exclude.contains { $0.matches(blob.path) }
          && known.insert(blob.id).inserted
      }
      for batch in blobs.batches(of: SecretSearch.sizeLimit) {
        let contents = try repository.content(of: batch)
        let found = parallelMap(Array(zip(batch, contents)), jobs: request.jobs) { blob, bytes -> [Finding]? in
          SecretSearch.text(bytes).map { search.findings(in: SourceText(path: blob.path, bytes: $0), path: blob.path) }
        }
        for (blob, found) in zip(batch, found) {
          guard let found else {
            report.skipped.append(SkippedFile(file: blob.path, reason: "a binary file"))
            continue
          }
          report.examined += 1
          guard let source = found.first?.location.source else { continue }
          let commit = try repository.commit(adding: blob, in: range)
          let named = SourceText(path: "\(commit):\(blob.path)", bytes: source.bytes)
          accept(search.findings(in: named, path: blob.path), in: named, blob.path, configuration)
        }
      }
      for blob in blobs where blob.size > SecretSearch.sizeLimit {
        report.skipped.append(SkippedFile(file: blob.path, reason: "a version of \(blob.size >> 20) MiB is not read"))
      }
    } catch {
      throw LintFailure(error.description, hint: "name commits that this repository has, as in main..HEAD")
    }
  }

  /// Reports what neither a comment of that version nor the configuration accepts.
  private mutating func accept(
    _ findings: [Finding], in source: SourceText, _ path: String, _ configuration: Configuration
  ) {
    guard request.honoursSuppressions else {
      report.findings += findings
      return
    }
    var pass = SuppressionPass(
      suppressions: SuppressionReader.reading(source, path: path).suppressions, allowances: configuration.allow,
      paths: [ObjectIdentifier(source): path])
    report.findings += pass.filter(findings)
    report.suppressed += pass.suppressed
  }
}
