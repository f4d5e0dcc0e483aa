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
    let named = request.spec.isEmpty ? nil : place(named: request.spec)
    for candidate in files.candidates.uniqueByPath {
      let place = named ?? locator.place(of: candidate.path)
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
    try requireKnownEnvironment()
    report.findings.sort()
    report.failures = files.failures + report.failures
    report.skipped = Array(Set(report.skipped + files.skipped)).sorted()
    report.notes = (files.notes + report.notes + idleNames).unique
    report.documents = report.documents.unique
    return report
  }

  private mutating func lint(_ place: ProjectLocator.Place, _ candidates: [FileCollector.Candidate]) throws(LintFailure)
  {
    let configuration = try configuration(place)
    let named = Set(candidates.filter(\.isNamed).map(\.path))
    let isWalked = candidates.contains { !$0.isNamed }
    var documents = try readDocuments(place, configuration)
    let namesDocument =
      named.contains { FileKind(path: $0) == .specDocument }
      || documents.contains { named.contains(files.absolute($0.source.path)) }
    // A project above has them among its own, and reports them.
    let areOwn =
      !request.spec.isEmpty || !configuration.spec.isEmpty || documents.allSatisfy { !$0.path.hasPrefix("../") }
    if namesDocument || isWalked && areOwn { documents = documents.map(\.reported) }
    try noteEnvironment(documents, configuration)
    let context = context(place, candidates, hasSpec: !documents.isEmpty)
    let spec = spec(of: documents, configuration)
    let paths = Set(documents.map { files.absolute($0.source.path) })
    var projectFiles: [ProjectFile] = []
    var texts: [FileCollector.Candidate] = []
    for candidate in candidates where !paths.contains(candidate.path) && !isExcluded(candidate, place, configuration) {
      if isPassedOver(candidate, place) {
        passOver(candidate, "by its name a lock file, a binary or vendored")
      } else if Self.isTextAlone(candidate.path, hasSpec: spec != nil) {
        texts.append(candidate)
      } else if let file = try load(candidate, place, isReported: true) {
        projectFiles.append(file)
      }
    }
    projectFiles += searchTexts(texts, place, spec, configuration)
    for candidate in context where !isExcluded(candidate, place, configuration) {
      if let file = try load(candidate, place, isReported: namesDocument) { projectFiles.append(file) }
    }
    if files.covers(place.root) { noteSettings(place, configuration, candidates) }
    var project = Project(
      documents: documents, files: projectFiles.sorted { $0.path < $1.path }, configuration: configuration,
      environment: request.environment, today: request.today, folder: folder(place),
      shellCheck: try shellCheck(configuration), isWhole: files.covers(place.root))
    project.spec = spec
    project.hadolintFiles = request.hadolintFiles
    project.hadolintVariables = request.hadolintVariables
    add(
      ProjectLinter(project, selection: selection, honoursSuppressions: request.honoursSuppressions, jobs: request.jobs)
        .run(),
      place, candidates, documents)
  }

  /// The documents of a project. That they cannot be read costs a search for secrets alone nothing but what they would say.
  mutating func readDocuments(
    _ place: ProjectLocator.Place, _ configuration: Configuration
  ) throws(LintFailure) -> [ProjectFile] {
    do throws(LintFailure) {
      return try documents(place, configuration, reported: false)
    } catch {
      guard request.seeksSecretsAlone else { throw error }
      report.failures.append(RunFailure(error.description, hint: error.hint))
      return []
    }
  }

  private mutating func add(
    _ outcome: ProjectLinter.Outcome, _ place: ProjectLocator.Place, _ candidates: [FileCollector.Candidate],
    _ documents: [ProjectFile]
  ) {
    report.findings += outcome.findings
    report.suppressed += outcome.suppressed
    report.notes += outcome.notes
    faults[place.configuration ?? "", default: []].append(outcome.faults)
    settings = settings.or(outcome.settings)
    report.redactions.merge(outcome.redactions)
    for file in outcome.files { report.note(file) }
    report.unknown += outcome.unknown
    report.tablesNotUnderstood += outcome.tablesNotUnderstood
    report.skipped += outcome.skipped
    report.documents += documents.map(\.source.path)
    let known = Set(
      outcome.examined.map(\.source.path) + outcome.skipped.map(\.file) + report.skipped.map(\.file)
        + report.findings.map(\.location.source.path) + report.files.map(\.file) + passedOver)
    for candidate in candidates where candidate.isNamed && !known.contains(files.display(candidate.path)) {
      report.skipped.append(
        SkippedFile(file: files.display(candidate.path), reason: "not a kind of file that speclint checks"))
    }
  }

  /// What no project of a configuration has: of several, each has applications of its own.
  private var idleNames: [String] {
    faults.values.flatMap { seen in
      (seen.first ?? []).filter { fault in seen.allSatisfy { $0.contains(fault) } }
    }.sorted()
  }

  private mutating func noteEnvironment(_ documents: [ProjectFile], _ configuration: Configuration) throws(LintFailure)
  {
    guard let name = request.environment else { return }
    let vocabulary = EnvironmentVocabulary(custom: configuration.environmentNames)
    let spec = SpecReader.read(documents.map(\.source), vocabulary: vocabulary)
    let known = spec.environmentNames
    let canonical = spec.vocabulary.canonical(name)
    let isConfigured = canonical.map { configuration.environmentNames[$0] != nil } ?? false
    if known.isEmpty, !isConfigured { return }
    guard canonical.map({ known.contains($0) || $0 == "local" || isConfigured }) ?? false else {
      throw LintFailure(
        "--environment: unknown environment '\(name)'", hint: "the spec has \(known.joined(separator: ", "))",
        isAboutRequest: true)
    }
    isEnvironmentKnown = true
  }

  /// Where neither documents nor a configuration name environments, one is known by its own name alone.
  private func requireKnownEnvironment() throws(LintFailure) {
    guard let name = request.environment, !isEnvironmentKnown,
      EnvironmentVocabulary().canonical(name) != name.lowercased()
    else { return }
    throw LintFailure(
      "--environment: unknown environment '\(name)'",
      hint: "no spec document names it: name it under `environments:` of .speclint.yaml",
      isAboutRequest: true)
  }

  // MARK: Files

  /// The files of the project beside those that are asked for, which rules that look across files need. Without a spec
  /// these are the compose files around them: they say what is built in which folder, and who reads a dotenv file.
  private func context(
    _ place: ProjectLocator.Place, _ candidates: [FileCollector.Candidate], hasSpec: Bool
  ) -> [FileCollector.Candidate] {
    guard !files.covers(place.root) else { return [] }
    let asked = Set(candidates.map(\.path))
    var locator = locator
    return (hasSpec ? files.list(place.root).files : composeFiles(around: candidates, place)).filter { candidate in
      !asked.contains(candidate.path) && ![.specDocument, .code, .other].contains(FileKind(path: candidate.path))
        && (!request.spec.isEmpty || locator.place(of: candidate.path) == place)
    }
  }

  /// Counts a file that is not looked through.
  mutating func passOver(_ candidate: FileCollector.Candidate, _ reason: String) {
    report.unsearched[reason, default: 0] += 1
    passedOver.append(files.display(candidate.path))
  }

  /// Those in the folders of files and above them, up to the project's root.
  private func composeFiles(
    around candidates: [FileCollector.Candidate], _ place: ProjectLocator.Place
  ) -> [FileCollector.Candidate] {
    var folders: Set<String> = []
    for candidate in candidates where [.dockerfile, .dotenv].contains(FileKind(path: candidate.path)) {
      var folder = PathText.parent(candidate.path)
      while PathText.contains(place.root, folder), folders.insert(folder).inserted { folder = PathText.parent(folder) }
    }
    return folders.sorted().flatMap { folder in
      FileSystem.entries(of: folder) { FileKind(path: $0) == .compose }.filter { $0.kind == .file }
        .map { FileCollector.Candidate(path: PathText.join(folder, $0.name)) }
    }
  }

  /// Whether nothing is looked for in a file, by its name.
  private func isPassedOver(_ candidate: FileCollector.Candidate, _ place: ProjectLocator.Place) -> Bool {
    switch FileKind(path: candidate.path) {
    case .dockerfile, .dotenv, .compose, .specDocument: false
    case .yaml, .json, .code, .other: LeakedFiles.isSilent(PathText.relative(candidate.path, to: place.root))
    }
  }

  /// Whether the configuration leaves a file alone; where the file was named, that is said.
  private mutating func isExcluded(
    _ candidate: FileCollector.Candidate, _ place: ProjectLocator.Place, _ configuration: Configuration
  ) -> Bool {
    let path = PathText.relative(candidate.path, to: place.root)
    guard configuration.exclude.contains(where: { $0.matches(path) }) else { return false }
    if candidate.isNamed {
      report.skipped.append(
        SkippedFile(file: files.display(candidate.path), reason: "excluded by the configuration"))
    }
    return true
  }

  private func spec(of documents: [ProjectFile], _ configuration: Configuration) -> DeploymentSpec? {
    guard !documents.isEmpty else { return nil }
    let vocabulary = EnvironmentVocabulary(custom: configuration.environmentNames)
    return SpecReader.read(documents.map(\.source), vocabulary: vocabulary)
  }

  private mutating func load(
    _ candidate: FileCollector.Candidate, _ place: ProjectLocator.Place, isReported: Bool
  ) throws(LintFailure) -> ProjectFile? {
    let path = PathText.relative(candidate.path, to: place.root)
    let shown = files.display(candidate.path)
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
      report.note(ExaminedFile(file: shown, kind: "unreadable"))
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
