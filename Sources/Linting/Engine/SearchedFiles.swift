import ByteSearch
import DeploymentSpec
import Diagnostics
import Leaks
import Vocabulary
import Workspace

/// The search for secrets: in files of every kind, in the index, in the history.
extension LintSession {
  mutating func searchSecrets() throws(LintFailure) -> LintReport {
    let place = place(named: request.spec)
    let configuration = try configuration(place)
    let documents = searchDocuments(place, configuration)
    let vocabulary = EnvironmentVocabulary(custom: configuration.environmentNames)
    let spec = documents.isEmpty ? nil : SpecReader.read(documents.map(\.source), vocabulary: vocabulary)
    let search = SecretSearch(
      spec: spec, selection: selection.with(configuration.severities), honoursSuppressions: request.honoursSuppressions)
    report.documents = documents.map(\.source.path)
    report.notes = files.notes
    report.skipped = files.skipped
    report.failures += files.failures
    if case .history(let range) = request.scope {
      try searchHistory(range, search)
    } else {
      searchFiles(search, place, configuration)
    }
    let found = report.findings
    report.findings = found.filter { !isAllowed($0, place, configuration) }.sorted()
    report.suppressed += found.count - report.findings.count
    for finding in report.findings { report.redactions.hide(finding.location) }
    if let spec { SecretRows.hide(in: spec, &report.redactions) }
    report.redactions.merge(ConcealedTexts.find(shownBy: report.findings, spec: spec, jobs: request.jobs))
    report.skipped.sort()
    return report
  }

  /// Without the documents secrets are looked for all the same; that they cannot be read is said.
  private mutating func searchDocuments(
    _ place: ProjectLocator.Place, _ configuration: Configuration
  ) -> [ProjectFile] {
    do throws(LintFailure) {
      return try documents(place, configuration, reported: false)
    } catch {
      report.failures.append(RunFailure(error.description, hint: error.hint))
      return []
    }
  }

  private func isAllowed(
    _ finding: Finding, _ place: ProjectLocator.Place, _ configuration: Configuration
  ) -> Bool {
    guard request.honoursSuppressions, !configuration.allow.isEmpty else { return false }
    let path = PathText.relative(files.absolute(finding.location.source.path), to: place.root)
    return configuration.allow.contains { $0.rules.contains(finding.rule) && $0.path.matches(path) }
  }

  private mutating func searchFiles(
    _ search: SecretSearch, _ place: ProjectLocator.Place, _ configuration: Configuration
  ) {
    let files = files
    let candidates = files.candidates.uniqueByPath.filter { candidate in
      let path = PathText.relative(candidate.path, to: place.root)
      return !configuration.exclude.contains { $0.matches(path) }
        && (!LeakedFiles.isSilent(candidate.path) || candidate.isNamed)
    }
    let outcomes = parallelMap(candidates, jobs: request.jobs) { candidate -> SearchedFile in
      let shown = files.display(candidate.path)
      Breadcrumbs.enter(file: shown)
      switch files.content(of: candidate.path, limit: SecretSearch.sizeLimit) {
      case .missing: return .missing
      case .fault(let fault): return .unread(fault)
      case .bytes(let bytes): return .read(search.search(bytes, path: candidate.path, shown: shown))
      }
    }
    for (candidate, outcome) in zip(candidates, outcomes) {
      let shown = files.display(candidate.path)
      switch outcome {
      case .missing: break
      case .unread(let fault): note(fault, of: candidate, shown)
      case .read(let outcome): note(outcome, shown)
      }
    }
  }

  private enum SearchedFile: Sendable {
    case read(SecretSearch.Outcome)
    case unread(FileCollector.Fault)
    case missing
  }

  private mutating func searchHistory(_ range: String, _ search: SecretSearch) throws(LintFailure) {
    guard let repository = files.repository else {
      throw LintFailure("--history needs a git repository", hint: "run it inside one")
    }
    do throws(GitRepository.Failure) {
      // One content, once, under the first of its names that does not speak against looking into it.
      var known: Set<String> = []
      let blobs = try repository.blobs(in: range).filter {
        !LeakedFiles.isSilent($0.path) && known.insert($0.id).inserted
      }
      for batch in blobs.batches(of: SecretSearch.sizeLimit) {
        let contents = try repository.content(of: batch)
        let outcomes = parallelMap(Array(zip(batch, contents)), jobs: request.jobs) { blob, bytes in
          search.search(bytes, path: blob.path, shown: blob.path)
        }
        for (blob, outcome) in zip(batch, outcomes) {
          guard case .searched(let found, _) = outcome, !found.isEmpty else {
            note(outcome, blob.path)
            continue
          }
          let commit = try repository.commit(adding: blob, in: range)
          let bytes = found[0].location.source.bytes
          note(search.search(bytes, path: blob.path, shown: "\(commit):\(blob.path)"), blob.path)
        }
      }
      for blob in blobs where blob.size > SecretSearch.sizeLimit {
        report.skipped.append(SkippedFile(file: blob.path, reason: "a version of \(blob.size >> 20) MiB is not read"))
      }
    } catch {
      throw LintFailure(error.description, hint: "name commits that this repository has, as in main..HEAD")
    }
  }

  private mutating func note(_ outcome: SecretSearch.Outcome, _ shown: String) {
    switch outcome {
    case .searched(let findings, let suppressed):
      report.findings += findings
      report.suppressed += suppressed
      report.examined += 1
    case .binary: report.skipped.append(SkippedFile(file: shown, reason: "a binary file"))
    }
  }
}
