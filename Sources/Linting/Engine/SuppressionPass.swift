import Diagnostics
import Workspace

/// Takes out the findings that comments and the configuration accept, and reports suppressions that accept nothing.
struct SuppressionPass {
  let suppressions: [Suppression]
  let allowances: [Configuration.Allowance]
  /// The path of each source relative to the project's root.
  let paths: [ObjectIdentifier: String]
  private(set) var suppressed = 0
  private var used: Set<Int> = []

  init(suppressions: [Suppression], allowances: [Configuration.Allowance], paths: [ObjectIdentifier: String]) {
    self.suppressions = suppressions
    self.allowances = allowances
    self.paths = paths
  }

  mutating func filter(_ findings: [Finding]) -> [Finding] {
    var bySource: [ObjectIdentifier: [Int]] = [:]
    for (index, suppression) in suppressions.enumerated() {
      bySource[ObjectIdentifier(suppression.location.source), default: []].append(index)
    }
    var kept: [Finding] = []
    for finding in findings {
      let key = ObjectIdentifier(finding.location.source)
      let matching = (bySource[key] ?? []).filter { index in
        suppressions[index].rules.contains(finding.rule)
          && suppressions[index].covers.contains(finding.location.range.lowerBound)
      }
      used.formUnion(matching)
      if matching.isEmpty, !isAllowed(finding, paths[key]) { kept.append(finding) } else { suppressed += 1 }
    }
    return kept
  }

  private func isAllowed(_ finding: Finding, _ path: String?) -> Bool {
    guard let path else { return false }
    return allowances.contains { $0.rules.contains(finding.rule) && $0.path.matches(path) }
  }

  /// Our own suppressions that held nothing back although one of their rules ran: without a spec, those that compare with
  /// one did not.
  func unused(_ selection: RuleSelection, hasSpec: Bool) -> [Finding] {
    guard let severity = selection.severity(of: UnusedSuppression.card) else { return [] }
    var report = Report(UnusedSuppression.card, severity: severity)
    for (index, suppression) in suppressions.enumerated() where suppression.isOwn && !used.contains(index) {
      guard suppression.rules.contains(where: { selection.runs($0, hasSpec: hasSpec) }) else { continue }
      report.flag(
        suppression.location,
        "this suppression of \(suppression.rules.unique.joined(separator: ", ")) suppresses nothing", help: "remove it")
    }
    return report.findings
  }
}
