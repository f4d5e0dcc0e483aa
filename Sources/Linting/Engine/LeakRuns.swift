import ByteSearch
import Diagnostics
import Leaks
import Workspace

/// Looks for secrets in whatever stands in the files of a project.
extension ProjectLinter {
  private var looksForSecrets: Bool {
    RuleRegistry.leaks.contains { selection.severity(of: $0.card) != nil }
  }

  /// Whether a file is looked through, of whatever kind it is.
  func isSearchedForSecrets(_ file: ProjectFile) -> Bool {
    looksForSecrets && !LeakedFiles.isSilent(file.path) && !isBinary(file)
  }

  func isBinary(_ file: ProjectFile) -> Bool { file.source.bytes.prefix(8_000).contains(0) }

  /// Secrets in the examined files; those that rules about variables have told of already are left out.
  func addLeaks(_ facts: ProjectFacts, _ outcome: inout Outcome) {
    guard looksForSecrets else { return }
    let search = SecretSearch(spec: facts.spec, selection: selection)
    let files = (project.files + project.documents).filter {
      $0.isReported && !$0.isIgnored && isSearchedForSecrets($0)
    }
    let leaks = parallelMap(files, jobs: jobs) { file in
      Breadcrumbs.enter(file: file.source.path)
      return search.scanner.scan(file.source.bytes, style: LeakedFiles.style(of: file.path))
    }
    var told = Redactions()
    for finding in outcome.findings
    where finding.family == RuleFamily.variables.rawValue && finding.rule.hasPrefix("secret-in-") {
      told.hide(finding.location)
    }
    // Of what is bound as a variable its rules know more: what a template may show, what a machine of one's own may hold.
    var judged = Redactions()
    for subject in facts.variables where subject.isSecret { judged.hide(subject.binding.valueLocation) }
    for (file, leaks) in zip(files, leaks) {
      let wanted = leaks.filter { leak in
        let place = Location(file.source, leak.range)
        if case .flagged = leak.kind, judged.touches(place) { return false }
        return LeakedFiles.isWanted(leak, in: file.kind) && !told.touches(place)
      }
      for leak in wanted { outcome.redactions.hide(Location(file.source, leak.range)) }
      outcome.findings += search.findings(wanted, in: file.source, path: file.path)
    }
  }
}
