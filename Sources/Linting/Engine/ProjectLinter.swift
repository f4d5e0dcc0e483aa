import Artifacts
import DeploymentSpec
import Diagnostics
import Leaks
import Quantities
import Syntax
import Vocabulary
import Workspace

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

  let project: Project
  let selection: RuleSelection
  let honoursSuppressions: Bool
  let jobs: Int
  let clock: FileClock
  let hadolint: HadolintConfiguration?
  /// The Dockerfile rules that run, with their severities: there are many, and often many Dockerfiles.
  let dockerfileRules: [(rule: any DockerfileRule, card: RuleCard, severity: Severity)]

  package init(
    _ project: Project, selection: RuleSelection = RuleSelection(), honoursSuppressions: Bool = true, jobs: Int = 1,
    secondsPerFile: Int = FileClock.usualLimit
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
    clock = FileClock(limit: secondsPerFile)
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
  func isSearchedForSecrets(_ file: ProjectFile) -> Bool {
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
    var findings = escalated(outcome.findings, facts) + unfinishedFindings()
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
