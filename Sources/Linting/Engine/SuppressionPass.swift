import ByteSearch
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

  private struct RuleInSource: Hashable {
    let source: ObjectIdentifier
    let rule: String
  }

  mutating func filter(_ findings: [Finding]) -> [Finding] {
    guard !suppressions.isEmpty || !allowances.isEmpty else { return findings }
    var covered: [RuleInSource: RangeList] = [:]
    for suppression in suppressions {
      let source = ObjectIdentifier(suppression.location.source)
      for rule in suppression.rules {
        covered[RuleInSource(source: source, rule: rule), default: RangeList()].add(suppression.covers)
      }
    }
    let allowed = allowances.isEmpty ? [:] : paths.mapValues(allowedRules)
    var kept: [Finding] = []
    var offsets: [RuleInSource: [Int]] = [:]
    for finding in findings {
      let key = RuleInSource(source: ObjectIdentifier(finding.location.source), rule: finding.rule)
      let offset = finding.location.range.lowerBound
      if let ranges = covered[key], !ranges.overlapping(offset..<offset + 1).isEmpty {
        offsets[key, default: []].append(offset)
        suppressed += 1
      } else if allowed[key.source]?.contains(finding.rule) ?? false {
        suppressed += 1
      } else {
        kept.append(finding)
      }
    }
    noteUsed(offsets.mapValues { $0.sorted() })
    return kept
  }

  /// - Parameter offsets: where findings were held back, in order.
  private mutating func noteUsed(_ offsets: [RuleInSource: [Int]]) {
    for (index, suppression) in suppressions.enumerated() {
      let source = ObjectIdentifier(suppression.location.source)
      let isUsed = suppression.rules.contains { rule in
        guard let found = offsets[RuleInSource(source: source, rule: rule)] else { return false }
        let next = found.partitionIndex { $0 >= suppression.covers.lowerBound }
        return next < found.count && found[next] < suppression.covers.upperBound
      }
      if isUsed { used.insert(index) }
    }
  }

  private func allowedRules(_ path: String) -> Set<String> {
    Set(allowances.filter { $0.path.matches(path) }.flatMap(\.rules))
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
