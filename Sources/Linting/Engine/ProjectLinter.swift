import Artifacts
import DeploymentSpec
import Diagnostics
import Leaks
import Quantities
import Syntax
import Vocabulary
import Workspace

/// A project as the linter takes it: its documents, its files, its configuration.
package struct Project: Sendable {
  package let documents: [ProjectFile]
  package let files: [ProjectFile]
  package let configuration: Configuration
  /// `--environment` as given.
  package let environment: String?
  /// The day that end-of-life dates are compared with.
  package let today: CalendarDate
  package let folder: ProjectFolder
  /// Where the program stands, if it is to be asked about RUN scripts.
  package let shellCheck: String?
  /// Whether its files hold all of its programs.
  package let hasAllCode: Bool

  package init(
    documents: [ProjectFile], files: [ProjectFile], configuration: Configuration = Configuration(),
    environment: String? = nil, today: CalendarDate, folder: ProjectFolder, shellCheck: String? = nil,
    hasAllCode: Bool = true
  ) {
    self.documents = documents
    self.files = files
    self.configuration = configuration
    self.environment = environment
    self.today = today
    self.folder = folder
    self.shellCheck = shellCheck
    self.hasAllCode = hasAllCode
  }
}

/// What rules may ask of a project's folder; paths are relative to its root.
package struct ProjectFolder: Sendable {
  /// Whether something stands at a path.
  package let exists: @Sendable (String) -> Bool
  /// A file's text, `nil` where there is none to be read.
  package let read: @Sendable (String) -> SourceText?

  package init(
    exists: @escaping @Sendable (String) -> Bool, read: @escaping @Sendable (String) -> SourceText?
  ) {
    self.exists = exists
    self.read = read
  }
}

/// Runs the rules over one project. Pure: the same project gives the same findings in the same order.
package struct ProjectLinter: Sendable {
  package struct Outcome: Sendable {
    package var findings: [Finding] = []
    package var suppressed = 0
    package var redactions = Redactions()
    /// The reported files that were read as artifacts or documents.
    package var examined: [ProjectFile] = []
    package var skipped: [SkippedFile] = []
    /// Remarks for the summary.
    package var notes: [String] = []
    /// What a configuration of the project's says of when a run fails.
    package var threshold: FailureThreshold?
  }

  private let project: Project
  private let selection: RuleSelection
  private let honoursSuppressions: Bool
  private let jobs: Int
  private let hadolint: HadolintConfiguration?
  /// The Dockerfile rules that run, with their severities: there are many, and often many Dockerfiles.
  private let dockerfileRules: [(rule: any DockerfileRule, card: RuleCard, severity: Severity)]

  package init(
    _ project: Project, selection: RuleSelection = RuleSelection(), honoursSuppressions: Bool = true, jobs: Int = 1
  ) {
    self.project = project
    let hasDockerfile = project.files.contains { $0.kind == .dockerfile }
    hadolint = hasDockerfile ? HadolintConfiguration.read(from: project.folder) : nil
    let levels = hadolint?.levels ?? [:]
    let chosen = selection.with(levels.merging(project.configuration.severities) { $1 })
    self.selection = chosen
    dockerfileRules = RuleRegistry.dockerfile.compactMap { rule in
      chosen.severity(of: rule.card).map { (rule, rule.card, $0) }
    }
    self.honoursSuppressions = honoursSuppressions
    self.jobs = jobs
  }

  package func run() -> Outcome {
    var outcome = Outcome()
    outcome.notes = hadolint.map { [$0.note] } ?? []
    outcome.threshold = hadolint?.threshold
    project.documents.first.map { Breadcrumbs.enter(file: $0.source.path) }
    let vocabulary = EnvironmentVocabulary(custom: project.configuration.environmentNames)
    let spec =
      project.documents.isEmpty ? nil : SpecReader.read(project.documents.map(\.source), vocabulary: vocabulary)
    let binding = EnvironmentBinding(
      forced: project.environment.map { (spec?.vocabulary ?? vocabulary).canonical($0) ?? $0 },
      globs: project.configuration.environments.map { (vocabulary.canonical($0.name) ?? $0.name, $0.globs) },
      vocabulary: spec?.vocabulary ?? vocabulary)
    let read = readArtifacts(binding, &outcome)
    outcome.examined += project.documents.filter(\.isReported)
    let facts = ProjectFacts(
      spec: spec, artifacts: read, binding: binding, configuration: configuration, today: project.today,
      documents: project.documents, folder: project.folder,
      code: CodeFacts.read(project.files.filter { $0.kind == .code }, spec, isWhole: project.hasAllCode, jobs: jobs))
    outcome.findings += withoutAcceptedInCode(findings(facts), &outcome)
    if let program = project.shellCheck { addShellCheck(ShellCheck(program: program, jobs: jobs), facts, &outcome) }
    outcome.redactions = SecretPlaces.find(facts, outcome.findings)
    addLeaks(facts, &outcome)
    finish(&outcome, facts)
    outcome.redactions.merge(ConcealedTexts.find(shownBy: outcome.findings, spec: spec, jobs: jobs))
    return outcome
  }

  /// The project's own, with what its `.hadolint.yaml` says where it says nothing.
  private var configuration: Configuration {
    var configuration = project.configuration
    configuration.options.checksEveryImage = selection.names(ImageWithoutHealthCheck.card)
    guard let hadolint else { return configuration }
    if configuration.options.trustedRegistries.isEmpty {
      configuration.options.trustedRegistries = hadolint.trustedRegistries
    }
    if configuration.options.labels.isEmpty {
      configuration.options.labels = hadolint.labels
      configuration.options.hasStrictLabels = hadolint.hasStrictLabels
    }
    return configuration
  }

  // MARK: Reading

  private enum ReadFile: Sendable {
    case artifact(BoundArtifact)
    case skipped(SkippedFile?)
    case fault(Finding?)
  }

  private func readArtifacts(_ binding: EnvironmentBinding, _ outcome: inout Outcome) -> [BoundArtifact] {
    var artifacts: [BoundArtifact] = []
    let syntax = selection.severity(of: SyntaxError.card)
    for (file, result) in zip(project.files, parallelMap(project.files, jobs: jobs) { read($0, binding, syntax) }) {
      switch result {
      case .artifact(let artifact):
        artifacts.append(artifact)
        if file.isReported { outcome.examined.append(file) }
      case .skipped(let note):
        if let note, file.isReported {
          outcome.skipped.append(note)
        } else if file.isReported, file.kind == .code || isSearchedForSecrets(file) {
          outcome.examined.append(file)
        }
      case .fault(let finding):
        if let finding { outcome.findings.append(finding) }
        if file.isReported { outcome.examined.append(file) }
      }
    }
    return artifacts
  }

  private func read(_ file: ProjectFile, _ binding: EnvironmentBinding, _ syntax: Severity?) -> ReadFile {
    Breadcrumbs.enter(file: file.source.path)
    if file.source.bytes.prefix(8_000).contains(0), ![.yaml, .json, .code, .other].contains(file.kind) {
      return .fault(syntax.map { binaryFinding(file, $0) })
    }
    let result: ArtifactReader.Result =
      switch file.kind {
      case .dockerfile: ArtifactReader.dockerfile(file.source)
      case .dotenv: .artifact(ArtifactReader.dotenv(file.source))
      case .compose: .artifact(ArtifactReader.compose(file.source))
      case .yaml: ArtifactReader.yaml(file.source)
      case .json: ArtifactReader.json(file.source)
      case .specDocument, .code, .other: .unrecognised
      }
    switch result {
    case .artifact(let artifact):
      return .artifact(BoundArtifact(file: file, artifact: artifact, environment: binding.environment(of: file.path)))
    case .template(let what): return .skipped(SkippedFile(file: file.source.path, reason: what))
    case .unrecognised:
      let isBinary = file.source.bytes.prefix(8_000).contains(0)
      return .skipped(isBinary ? SkippedFile(file: file.source.path, reason: "a binary file") : nil)
    }
  }

  private func binaryFinding(_ file: ProjectFile, _ severity: Severity) -> Finding {
    var report = Report(SyntaxError.card, severity: severity)
    let isUTF16 = file.source.bytes.starts(with: [0xFF, 0xFE]) || file.source.bytes.starts(with: [0xFE, 0xFF])
    report.flag(
      Location(file.source, 0..<0),
      isUTF16 ? "UTF-16 text where UTF-8 was expected" : "a binary file where text was expected",
      help: isUTF16 ? "save it as UTF-8" : "its name says that it is a text file that speclint reads")
    return report.findings[0]
  }

  // MARK: Rules

  private func findings(_ facts: ProjectFacts) -> [Finding] {
    let perArtifact = parallelMap(facts.artifacts, jobs: jobs) { syntaxFindings($0) + fileFindings($0, facts) }
      .flatMap { $0 }
    let perWorkload = parallelMap(facts.workloads, jobs: jobs, least: 16, workloadFindings).flatMap { $0 }
    let perVariable = parallelMap(facts.variables, jobs: jobs, least: 128, variableFindings).flatMap { $0 }
    let perImage = facts.images.flatMap { image in
      RuleRegistry.images.flatMap { rule in run(rule.card) { rule.check(image, &$0) } }
    }
    return perArtifact + perWorkload + perVariable + perImage + projectFindings(facts)
  }

  private func addShellCheck(_ shellCheck: ShellCheck, _ facts: ProjectFacts, _ outcome: inout Outcome) {
    let reported = facts.artifacts.filter(\.file.isReported).map(\.artifact)
    let (found, fault) = shellCheck.findings(in: reported) { selection.severity(ofShellCheck: $0, $1) }
    outcome.findings += found
    if let fault { outcome.notes.append(fault) }
  }

  private func run(_ card: RuleCard, _ check: (inout Report) -> Void) -> [Finding] {
    guard let severity = selection.severity(of: card) else { return [] }
    Breadcrumbs.enter(rule: card.crumb)
    var report = Report(card, severity: severity)
    check(&report)
    return report.findings
  }

  private func syntaxFindings(_ bound: BoundArtifact) -> [Finding] {
    Breadcrumbs.enter(file: bound.file.source.path)
    return run(SyntaxError.card) { report in
      for problem in bound.artifact.problems {
        report.flag(Location(bound.file.source, problem.range), problem.message, help: problem.hint)
      }
    }
  }

  private func fileFindings(_ bound: BoundArtifact, _ facts: ProjectFacts) -> [Finding] {
    switch bound.artifact.content {
    case .dockerfile(let tree):
      let subject = DockerfileSubject(tree, steps: bound.artifact.buildSteps, path: bound.file.path, facts)
      var findings: [Finding] = []
      let experimental = experimentalRules(bound.artifact.experimentalChecks)
      for (rule, card, severity) in dockerfileRules + experimental {
        Breadcrumbs.enter(rule: card.crumb)
        var report = Report(card, severity: severity)
        rule.check(subject, &report)
        findings += report.findings
      }
      return findings
    case .dotenv(let tree):
      let subject = DotenvSubject(
        tree, loaders: facts.dotenvLoaders(of: bound.file.path), isTemplate: FileKind.isTemplate(bound.file.path),
        state: bound.file.state, isSecret: { SecretPlaces.isSecret($0, facts) })
      let findings = RuleRegistry.dotenv.flatMap { rule in run(rule.card) { rule.check(subject, &$0) } }
      return DotenvFixGuard.checked(findings, subject)
    case .compose, .ecs, .kubernetes, .workflow: return []
    }
  }

  /// The rules that run only where they are asked for, and that `# check=experimental=…` asks for.
  private func experimentalRules(_ names: Set<String>) -> [(
    rule: any DockerfileRule, card: RuleCard, severity: Severity
  )] {
    guard !names.isEmpty else { return [] }
    return RuleRegistry.dockerfile.filter { rule in
      rule.card.isOptIn && selection.severity(of: rule.card) == nil && !selection.isOff(rule.card)
        && rule.card.aliases.contains {
          names.contains($0.lowercased()) || names.contains("all") && Self.isBuildCheck($0)
        }
    }.map { ($0, $0.card, $0.card.severity) }
  }

  /// BuildKit's names are words without numbers.
  private static func isBuildCheck(_ alias: String) -> Bool { alias.utf8.allSatisfy(\.isLetter) }

  private func workloadFindings(_ subject: WorkloadSubject) -> [Finding] {
    Breadcrumbs.enter(file: subject.source.path)
    return RuleRegistry.workloads.flatMap { rule in run(rule.card) { rule.check(subject, &$0) } }
      + subject.containers.flatMap { container in
        RuleRegistry.containers.flatMap { rule in run(rule.card) { rule.check(container, &$0) } }
      }
  }

  private func variableFindings(_ subject: VariableSubject) -> [Finding] {
    Breadcrumbs.enter(file: subject.binding.location.source.path)
    return RuleRegistry.variables.flatMap { rule in run(rule.card) { rule.check(subject, &$0) } }
  }

  private func projectFindings(_ facts: ProjectFacts) -> [Finding] {
    RuleRegistry.projects.flatMap { rule in run(rule.card) { rule.check(facts, &$0) } }
      + (facts.spec.map { spec in
        RuleRegistry.specs.flatMap { rule in run(rule.card) { rule.check(spec, facts, &$0) } }
      } ?? [])
  }

  /// Programs have comments of many kinds: what accepts a finding there is looked for in its line and the one before.
  private func withoutAcceptedInCode(_ findings: [Finding], _ outcome: inout Outcome) -> [Finding] {
    let code = Set(project.files.filter { $0.kind == .code }.map { ObjectIdentifier($0.source) })
    guard honoursSuppressions, !code.isEmpty else { return findings }
    var readers: [ObjectIdentifier: LineSuppressions] = [:]
    let kept = findings.filter { finding in
      let source = finding.location.source
      guard code.contains(ObjectIdentifier(source)) else { return true }
      let reader = readers[ObjectIdentifier(source)] ?? LineSuppressions(source)
      readers[ObjectIdentifier(source)] = reader
      return !reader.accepts(finding)
    }
    outcome.suppressed += findings.count - kept.count
    return kept
  }

  // MARK: Leaks

  private var looksForSecrets: Bool {
    RuleRegistry.leaks.contains { selection.severity(of: $0.card) != nil }
  }

  /// Whether a text of no kind of ours is looked through all the same.
  private func isSearchedForSecrets(_ file: ProjectFile) -> Bool {
    looksForSecrets && file.kind == .other && !LeakedFiles.isSilent(file.path)
      && !file.source.bytes.prefix(8_000).contains(0)
  }

  /// Secrets in whatever stands in the examined files; those that rules about variables have told of already are left out.
  private func addLeaks(_ facts: ProjectFacts, _ outcome: inout Outcome) {
    guard looksForSecrets else { return }
    let search = SecretSearch(spec: facts.spec, selection: selection, honoursSuppressions: false)
    let artifacts = Set(facts.artifacts.map(\.file.path))
    let files =
      (project.files.filter { [.code, .other].contains($0.kind) || artifacts.contains($0.path) } + project.documents)
      .filter { $0.isReported && !$0.isIgnored && !LeakedFiles.isSilent($0.path) }
    let leaks = parallelMap(files, jobs: jobs) { file in
      Breadcrumbs.enter(file: file.source.path)
      return search.scanner.scan(file.source.bytes, isSettings: LeakedFiles.isSettings(file.path))
    }
    var told = Redactions()
    for finding in outcome.findings
    where finding.family == RuleFamily.variables.rawValue && finding.rule.hasPrefix("secret-in-") {
      told.hide(finding.location)
    }
    for (file, leaks) in zip(files, leaks) {
      let wanted = leaks.filter { Self.isWanted($0, in: file) && !told.touches(Location(file.source, $0.range)) }
      for leak in wanted { outcome.redactions.hide(Location(file.source, leak.range)) }
      let found = search.findings(wanted, in: file.source)
      // Artifacts and documents have readers of their own for the comments that accept findings.
      let accepted = [.code, .other].contains(file.kind) && honoursSuppressions ? LineSuppressions(file.source) : nil
      let kept = found.filter { !(accepted?.accepts($0) ?? false) }
      outcome.suppressed += found.count - kept.count
      outcome.findings += kept
    }
  }

  /// A document describes and shows; flagged variables of artifacts have rules of their own.
  private static func isWanted(_ leak: Leak, in file: ProjectFile) -> Bool {
    switch leak.kind {
    case .token, .privateKey: true
    case .flagged: [.code, .other].contains(file.kind)
    case .urlPassword, .assignment: file.kind != .specDocument
    }
  }

  // MARK: Selecting

  /// `# check=error=true` makes an error of whatever BuildKit would report in that file.
  private func escalated(_ findings: [Finding], _ facts: ProjectFacts) -> [Finding] {
    let strict = Set(facts.artifacts.filter(\.artifact.failsOnBuildChecks).map { ObjectIdentifier($0.file.source) })
    guard !strict.isEmpty else { return findings }
    return findings.map { finding in
      guard strict.contains(ObjectIdentifier(finding.location.source)),
        finding.family == RuleFamily.dockerfile.rawValue,
        finding.aliases.contains(where: Self.isBuildCheck)
      else { return finding }
      var finding = finding
      finding.severity = .error
      return finding
    }
  }

  /// `ignored:` of `.hadolint.yaml`, which speaks of Dockerfiles alone.
  private func ignoredByHadolint(_ facts: ProjectFacts) -> [Suppression] {
    guard let hadolint, !hadolint.ignored.isEmpty else { return [] }
    return facts.artifacts.filter { $0.file.kind == .dockerfile }.map { bound in
      Suppression(
        location: bound.file.source.firstLine, rules: hadolint.ignored.sorted(),
        covers: 0..<bound.file.source.bytes.count + 1, isOwn: false)
    }
  }

  /// Keeps what is asked for: findings in reported files, each once, without those that are accepted.
  private func finish(_ outcome: inout Outcome, _ facts: ProjectFacts) {
    let all = project.files + project.documents
    let reported = Set(all.filter(\.isReported).map { ObjectIdentifier($0.source) })
    var findings = escalated(outcome.findings, facts)
    if honoursSuppressions {
      let readers =
        facts.artifacts.map { SuppressionReader($0.artifact) }
        + (facts.spec?.documents ?? []).map { SuppressionReader($0) }
      findings += run(SuppressionWithoutReason.card) { report in
        for fault in readers.flatMap(\.faults) { report.flag(fault.location, fault.message, help: fault.help) }
      }
      findings += run(UnknownIDInSuppression.card) { report in
        for (location, id) in readers.flatMap(\.unknownIDs) {
          let near = RuleRegistry.names.nearest(to: id)
          report.flag(
            location, "'\(id.prefix(40))' is not the id of a rule",
            help: near.map { "did you mean '\($0)'?" } ?? "remove it, or see `speclint rules`")
        }
      }
      var pass = SuppressionPass(
        suppressions: readers.flatMap(\.suppressions) + ignoredByHadolint(facts),
        allowances: project.configuration.allow,
        paths: Dictionary(all.map { (ObjectIdentifier($0.source), $0.path) }, uniquingKeysWith: { a, _ in a }))
      findings = pass.filter(findings.filter { reported.contains(ObjectIdentifier($0.location.source)) })
      outcome.suppressed = pass.suppressed
      findings += pass.unused(selection, hasSpec: facts.spec != nil)
    }
    var kept: [Finding] = []
    for finding in findings.sorted() where reported.contains(ObjectIdentifier(finding.location.source)) {
      // The same fault, met on two ways, stands side by side here.
      if let last = kept.last, last.location == finding.location, last.rule == finding.rule,
        last.message == finding.message
      {
        continue
      }
      kept.append(finding)
    }
    outcome.findings = kept
  }
}
