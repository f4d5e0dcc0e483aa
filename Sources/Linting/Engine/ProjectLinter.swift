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
    /// The same, with what each was taken to be.
    package var files: [ExaminedFile] = []
    package var skipped: [SkippedFile] = []
    package var unknown: [RelatedLocation] = []
    package var tablesNotUnderstood = 0
    /// Remarks for the summary.
    package var notes: [String] = []
    /// Names of the configuration that nothing in the project has, where all of it is known.
    package var faults: [String] = []
    /// What the project's configurations say of a run.
    package var settings = RunSettings()
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
    hadolint = hasDockerfile ? HadolintConfiguration.read(for: project) : nil
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
    outcome.settings = project.configuration.run
    outcome.settings.failOn = outcome.settings.failOn ?? hadolint?.threshold
    project.documents.first.map { Breadcrumbs.enter(file: $0.source.path) }
    let vocabulary = EnvironmentVocabulary(custom: project.configuration.environmentNames)
    let spec =
      project.spec
      ?? (project.documents.isEmpty ? nil : SpecReader.read(project.documents.map(\.source), vocabulary: vocabulary))
    let binding = EnvironmentBinding(
      forced: project.environment.map { (spec?.vocabulary ?? vocabulary).canonical($0) ?? $0 },
      globs: project.configuration.environments.map { (vocabulary.canonical($0.name) ?? $0.name, $0.globs) },
      vocabulary: spec?.vocabulary ?? vocabulary)
    let read = readArtifacts(binding, &outcome)
    outcome.examined += project.documents.filter(\.isReported)
    let facts = ProjectFacts(
      spec: spec, artifacts: read, binding: binding, configuration: configuration, today: project.today,
      documents: project.documents, folder: project.folder,
      code: CodeFacts.read(
        project.files.filter { $0.kind == .code && !$0.isVendored }, spec, isWhole: project.isWhole, jobs: jobs))
    outcome.notes += facts.notes
    outcome.faults = project.isWhole ? facts.faults : []
    outcome.findings += findings(facts)
    if let program = project.shellCheck { addShellCheck(ShellCheck(program: program, jobs: jobs), facts, &outcome) }
    outcome.redactions = SecretPlaces.find(facts, outcome.findings)
    addLeaks(facts, &outcome)
    finish(&outcome, facts)
    outcome.files = describe(outcome.examined, facts)
    outcome.unknown = UnknownValues.find(facts)
    outcome.tablesNotUnderstood = spec?.unknownTables.count ?? 0
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

  /// Those of programs, of notes, of whatever is no artifact.
  private func textReaders(_ facts: ProjectFacts) -> [SuppressionReader] {
    let artifacts = Set(facts.artifacts.map { ObjectIdentifier($0.file.source) })
    return project.files.filter { $0.isReported && !artifacts.contains(ObjectIdentifier($0.source)) && !isBinary($0) }
      .map { SuppressionReader($0.source, path: $0.path) }
  }

  /// Keeps what is asked for: findings in reported files, each once, without those that are accepted.
  private func finish(_ outcome: inout Outcome, _ facts: ProjectFacts) {
    let all = project.files + project.documents
    let reported = Set(all.filter(\.isReported).map { ObjectIdentifier($0.source) })
    var findings = escalated(outcome.findings, facts) + unfinishedFindings()
    if honoursSuppressions {
      let readers =
        facts.artifacts.map { SuppressionReader($0.artifact) }
        + (facts.spec?.documents ?? []).map { SuppressionReader($0) } + textReaders(facts)
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
      let ignoresPragmas = hadolint?.ignoresPragmas ?? false
      let comments = readers.flatMap(\.suppressions).filter { !ignoresPragmas || !$0.isHadolintPragma }
      var pass = SuppressionPass(
        suppressions: comments + ignoredByHadolint(facts),
        allowances: project.configuration.allow,
        paths: Dictionary(all.map { (ObjectIdentifier($0.source), $0.path) }, uniquingKeysWith: { a, _ in a }))
      let found = findings.filter { reported.contains(ObjectIdentifier($0.location.source)) }
      findings = FindingFolding.fold(pass.filter(found), of: found)
      outcome.suppressed = pass.suppressed
      findings += pass.unused(selection, hasSpec: facts.spec != nil)
    } else {
      findings = findings.filter { reported.contains(ObjectIdentifier($0.location.source)) }
      findings = FindingFolding.fold(findings, of: findings)
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
