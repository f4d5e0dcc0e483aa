import DeploymentSpec
import Diagnostics
import Leaks
import Workspace

/// Secret values in the texts that a report shows, whichever rules run: a report must not hold them either.
enum ConcealedTexts {
  /// In all texts that findings point into.
  static func find(shownBy findings: [Finding], spec: DeploymentSpec?, jobs: Int) -> Redactions {
    var seen: Set<ObjectIdentifier> = []
    var sources: [SourceText] = []
    func add(_ source: SourceText) {
      if seen.insert(ObjectIdentifier(source)).inserted { sources.append(source) }
    }
    for finding in findings {
      add(finding.location.source)
      if let spec = finding.spec { add(spec.location.source) }
      for related in finding.related { add(related.location.source) }
      for edit in finding.fix?.edits ?? [] { add(edit.location.source) }
    }
    return find(in: sources, spec: spec, jobs: jobs)
  }

  static func find(in sources: [SourceText], spec: DeploymentSpec?, jobs: Int = 1) -> Redactions {
    let scanner = LeakScanner(flags: spec?.secretFlags ?? [:])
    let ranges = parallelMap(sources, jobs: jobs, least: 16) { source in
      scanner.concealed(in: source.bytes, style: LeakedFiles.style(of: source.path))
    }
    var redactions = Redactions()
    for (source, ranges) in zip(sources, ranges) {
      for range in ranges { redactions.hide(Location(source, range)) }
    }
    return redactions
  }

  /// Whether a value has a part that is not to be shown, whatever it is called.
  static func isSecret(_ value: [UInt8]) -> Bool {
    !plain.concealed(in: value, style: .bare).isEmpty
  }

  private static let plain = LeakScanner()
}
