import DeploymentSpec
import Diagnostics
import Syntax
import Vocabulary
import Workspace

/// The files of a run, project by project.
extension LintSession {
  mutating func lintFiles() throws(LintFailure) -> LintReport {
    var groups: [(place: ProjectLocator.Place, files: [FileCollector.Candidate])] = []
    var indexes: [ProjectLocator.Place: Int] = [:]
    for candidate in files.candidates.uniqueByPath {
      let place = request.spec.isEmpty ? locator.place(of: candidate.path) : place(named: request.spec)
      if let index = indexes[place] {
        groups[index].files.append(candidate)
      } else {
        indexes[place] = groups.count
        groups.append((place, [candidate]))
      }
    }
    for group in groups {
      do throws(LintFailure) {
        try lint(group.place, group.files)
      } catch {
        // What is wrong with one project costs no other its findings.
        guard groups.count > 1, !error.isAboutRequest else { throw error }
        report.failures.append(RunFailure(error.description, hint: error.hint))
        report.skipped += group.files.map {
          SkippedFile(file: files.display($0.path), reason: "of a project whose spec or configuration cannot be read")
        }
      }
    }
    report.findings.sort()
    report.failures = files.failures + report.failures
    report.skipped = Array(Set(report.skipped + files.skipped)).sorted()
    report.notes = files.notes + report.notes
    return report
  }

  private mutating func lint(_ place: ProjectLocator.Place, _ candidates: [FileCollector.Candidate]) throws(LintFailure)
  {
    let configuration = try configuration(place)
    let namesDocument = candidates.contains { FileKind(path: $0.path) == .specDocument && $0.isNamed }
    let isWalked = candidates.contains { !$0.isNamed }
    let documents = try documents(place, configuration, reported: namesDocument || isWalked)
    try checkEnvironment(documents, configuration)
    let context = context(place, candidates, hasSpec: !documents.isEmpty)
    var projectFiles: [ProjectFile] = []
    for candidate in candidates where !documents.contains(where: { files.absolute($0.source.path) == candidate.path }) {
      // Without a spec there is nothing to ask of programs.
      if documents.isEmpty, FileKind(path: candidate.path) == .code, !candidate.isNamed { continue }
      if let file = try load(candidate, place, configuration, isReported: true) { projectFiles.append(file) }
    }
    for candidate in context {
      if let file = try load(candidate, place, configuration, isReported: namesDocument) { projectFiles.append(file) }
    }
    let project = Project(
      documents: documents, files: projectFiles.sorted { $0.path < $1.path }, configuration: configuration,
      environment: request.environment, today: request.today, folder: folder(place),
      shellCheck: shellCheck, hasAllCode: files.covers(place.root))
    add(
      ProjectLinter(project, selection: selection, honoursSuppressions: request.honoursSuppressions, jobs: request.jobs)
        .run(),
      candidates, documents)
  }

  private mutating func add(
    _ outcome: ProjectLinter.Outcome, _ candidates: [FileCollector.Candidate], _ documents: [ProjectFile]
  ) {
    report.findings += outcome.findings
    report.suppressed += outcome.suppressed
    report.notes += outcome.notes
    threshold = threshold ?? outcome.threshold
    report.redactions.merge(outcome.redactions)
    report.examined += outcome.examined.count
    report.skipped += outcome.skipped
    report.documents += documents.map(\.source.path)
    let known = Set(
      outcome.examined.map(\.source.path) + outcome.skipped.map(\.file) + report.skipped.map(\.file)
        + report.findings.map(\.location.source.path))
    for candidate in candidates where candidate.isNamed && !known.contains(files.display(candidate.path)) {
      report.skipped.append(
        SkippedFile(file: files.display(candidate.path), reason: "not a kind of file that speclint checks"))
    }
  }

  private func checkEnvironment(_ documents: [ProjectFile], _ configuration: Configuration) throws(LintFailure) {
    guard let name = request.environment else { return }
    let vocabulary = EnvironmentVocabulary(custom: configuration.environmentNames)
    let spec = SpecReader.read(documents.map(\.source), vocabulary: vocabulary)
    let known = spec.environmentNames
    let canonical = spec.vocabulary.canonical(name)
    let isKnown =
      canonical.map {
        known.isEmpty || known.contains($0) || $0 == "local" || configuration.environmentNames[$0] != nil
      } ?? false
    guard !isKnown else { return }
    let hint =
      known.isEmpty
      ? "name it under `environments:` of .speclint.yaml" : "the spec has \(known.joined(separator: ", "))"
    throw LintFailure("--environment: unknown environment '\(name)'", hint: hint, isAboutRequest: true)
  }

  // MARK: Files

  /// The files of the project beside those that are asked for, which rules that look across files need.
  private func context(
    _ place: ProjectLocator.Place, _ candidates: [FileCollector.Candidate], hasSpec: Bool
  ) -> [FileCollector.Candidate] {
    guard !files.covers(place.root), hasSpec else { return [] }
    let asked = Set(candidates.map(\.path))
    if candidates.allSatisfy({ FileKind(path: $0.path) == .dockerfile }) {
      let main = PathText.join(place.root, "Dockerfile")
      return asked.contains(main) || FileSystem.kind(main) != .file ? [] : [FileCollector.Candidate(path: main)]
    }
    var locator = locator
    return files.list(place.root).files.filter { candidate in
      !asked.contains(candidate.path) && ![.specDocument, .code].contains(FileKind(path: candidate.path))
        && (!request.spec.isEmpty || locator.place(of: candidate.path).root == place.root)
    }
  }

  private mutating func load(
    _ candidate: FileCollector.Candidate, _ place: ProjectLocator.Place, _ configuration: Configuration,
    isReported: Bool
  ) throws(LintFailure) -> ProjectFile? {
    let path = PathText.relative(candidate.path, to: place.root)
    let shown = files.display(candidate.path)
    if configuration.exclude.contains(where: { $0.matches(path) }) {
      if isReported, candidate.isNamed {
        report.skipped.append(SkippedFile(file: shown, reason: "excluded by the configuration"))
      }
      return nil
    }
    switch files.read(candidate) {
    case .missing: return nil
    case .fault(let fault):
      if isReported { noteFault(candidate, shown, fault) }
      return nil
    case .source(let source) where files.linkTexts[candidate.path] != nil:
      // The text of a link is none of ours, though its name may say so.
      return ProjectFile(source: source, path: path, kind: .other, isReported: isReported)
    case .source(let source):
      return ProjectFile(
        source: Self.readable(source, FileKind(path: candidate.path)), path: path, state: candidate.state,
        isReported: isReported)
    }
  }

  /// Programs and texts of no kind of ours may be UTF-16.
  private static func readable(_ source: SourceText, _ kind: FileKind) -> SourceText {
    guard [.code, .other].contains(kind), let text = SecretSearch.ascii(ofUTF16: source.bytes) else { return source }
    return SourceText(path: source.path, bytes: text)
  }

  /// A file that is too large is a finding where its name says that it is ours, else a note. One that cannot be read though
  /// it was asked for, or though git tracks it, fails the run.
  private mutating func noteFault(_ candidate: FileCollector.Candidate, _ shown: String, _ fault: FileCollector.Fault) {
    let kind = FileKind(path: candidate.path)
    if fault.kind == .tooLarge, kind != .other, candidate.isNamed || ![.yaml, .json, .code].contains(kind),
      let severity = selection.severity(of: SyntaxError.card)
    {
      var faults = Report(SyntaxError.card, severity: severity)
      faults.flag(Location(SourceText(path: shown, bytes: []), 0..<0), fault.message)
      report.findings += faults.findings
      report.examined += 1
      return
    }
    note(fault, of: candidate, shown)
  }

  /// Counts a file that was not read.
  mutating func note(_ fault: FileCollector.Fault, of candidate: FileCollector.Candidate, _ shown: String) {
    report.skipped.append(SkippedFile(file: shown, reason: fault.message))
    switch fault.kind {
    case .tooLarge: break
    case .link: report.notes.append("\(shown): \(fault.message), and is not followed")
    case .unreadable where candidate.isNamed || candidate.isTracked:
      report.failures.append(RunFailure("\(shown): \(fault.message)"))
    case .unreadable: break
    }
  }
}
