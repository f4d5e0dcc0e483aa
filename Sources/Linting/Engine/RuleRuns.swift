import Artifacts
import DeploymentSpec
import Diagnostics
import Workspace

/// Runs the rules over what they are about: files, workloads, variables, images, the project as a whole.
extension ProjectLinter {
  func findings(_ facts: ProjectFacts) -> [Finding] {
    let perArtifact = parallelMap(facts.artifacts, jobs: jobs) { syntaxFindings($0) + fileFindings($0, facts) }
      .flatMap { $0 }
    let perWorkload = parallelMap(facts.workloads, jobs: jobs, least: 16, workloadFindings).flatMap { $0 }
    let perVariable = parallelMap(facts.variables + facts.otherVariables, jobs: jobs, least: 128, variableFindings)
      .flatMap { $0 }
    let perImage = facts.images.flatMap { image in
      RuleRegistry.images.flatMap { rule in run(rule.card) { rule.check(image, &$0) } }
    }
    return perArtifact + perWorkload + perVariable + perImage + projectFindings(facts)
  }

  func addShellCheck(_ shellCheck: ShellCheck, _ facts: ProjectFacts, _ outcome: inout Outcome) {
    let reported = facts.artifacts.filter(\.file.isReported).map(\.artifact)
    let (found, fault) = shellCheck.findings(in: reported) { selection.severity(ofShellCheck: $0, $1) }
    outcome.findings += found
    if let fault { outcome.notes.append(fault) }
  }

  /// - Parameter subject: the name of what is looked at.
  func run(_ card: RuleCard, about subject: String? = nil, _ check: (inout Report) -> Void) -> [Finding] {
    guard let severity = selection.severity(of: card) else { return [] }
    Breadcrumbs.enter(rule: card.crumb)
    var report = Report(card, severity: severity, about: subject)
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
      let rules = dockerfileRules + experimentalRules(bound.artifact.experimentalChecks)
      return stride(from: 0, to: rules.count, by: 16).flatMap { start in
        clock.work(on: tree.source) { findings(of: rules[start..<min(start + 16, rules.count)], subject) }
      }
    case .dotenv(let tree):
      let subject = DotenvSubject(
        tree, loaders: facts.dotenvLoaders(of: bound.file.path), isTemplate: FileKind.isTemplate(bound.file.path),
        state: bound.file.state, isSecret: { SecretPlaces.isSecret($0, facts) })
      let findings = RuleRegistry.dotenv.flatMap { rule in
        clock.work(on: tree.source) { run(rule.card) { rule.check(subject, &$0) } }
      }
      return DotenvFixGuard.checked(findings, subject)
    case .compose, .ecs, .kubernetes, .workflow: return []
    }
  }

  private func findings(
    of rules: ArraySlice<(rule: any DockerfileRule, card: RuleCard, severity: Severity)>, _ subject: DockerfileSubject
  ) -> [Finding] {
    rules.flatMap { rule, card, severity in
      Breadcrumbs.enter(rule: card.crumb)
      var report = Report(card, severity: severity)
      rule.check(subject, &report)
      return report.findings
    }
  }

  /// Says of the files that took too long that they were not checked to the end.
  func unfinishedFindings() -> [Finding] {
    run(SyntaxError.card) { report in
      for file in project.files + project.documents where !clock.hasTime(for: file.source) {
        report.flag(
          file.source.firstLine, "checking this file takes longer than \(clock.limit) seconds, and was ended then",
          help: "what is found in it is not all there is: split it, or leave it out by `exclude:` of .speclint.yaml")
      }
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
  static func isBuildCheck(_ alias: String) -> Bool { alias.utf8.allSatisfy(\.isLetter) }

  private func workloadFindings(_ subject: WorkloadSubject) -> [Finding] {
    Breadcrumbs.enter(file: subject.source.path)
    let name = subject.workload.name.value
    return clock.work(on: subject.source) {
      RuleRegistry.workloads.flatMap { rule in run(rule.card, about: name) { rule.check(subject, &$0) } }
    }
      + subject.containers.flatMap { container in
        let name = container.container.name.value
        return clock.work(on: subject.source) {
          RuleRegistry.containers.flatMap { rule in run(rule.card, about: name) { rule.check(container, &$0) } }
        }
      }
  }

  private func variableFindings(_ subject: VariableSubject) -> [Finding] {
    Breadcrumbs.enter(file: subject.binding.location.source.path)
    return clock.work(on: subject.binding.location.source) {
      RuleRegistry.variables.flatMap { rule -> [Finding] in
        guard subject.isApplication || type(of: rule).holdsInEveryContainer else { return [] }
        return run(rule.card, about: subject.name) { rule.check(subject, &$0) }
      }
    }
  }

  private func projectFindings(_ facts: ProjectFacts) -> [Finding] {
    RuleRegistry.projects.flatMap { rule in run(rule.card) { rule.check(facts, &$0) } }
      + (facts.spec.map { spec in
        RuleRegistry.specs.flatMap { rule in run(rule.card) { rule.check(spec, facts, &$0) } }
      } ?? [])
  }
}
