extension LintReport {
  /// Nobody reads more findings of one rule in one file.
  package static let listedFindings = 1_000

  /// The report as it is shown: of each rule's findings in a file the first ones, then one that says how many more there are.
  /// Whether a run fails, what is fixed and what a baseline holds is decided by all of them.
  package func limited(to limit: Int = listedFindings) -> LintReport {
    struct Group: Hashable {
      let source: ObjectIdentifier
      let rule: String
    }
    guard findings.count > limit else { return self }
    var counts: [Group: Int] = [:]
    var rests: [Group: Int] = [:]
    var result = self
    result.findings = []
    for finding in findings {
      let group = Group(source: ObjectIdentifier(finding.location.source), rule: finding.rule)
      counts[group, default: 0] += 1
      if counts[group, default: 0] <= limit {
        result.findings.append(finding)
      } else if rests[group] == nil {
        rests[group] = result.findings.count
        result.findings.append(finding)
      } else {
        result.unlisted[finding.severity, default: 0] += 1
      }
    }
    for (group, index) in rests {
      let count = counts[group, default: 0] - limit
      result.findings[index] = result.findings[index].standing(for: count, in: limit + count)
    }
    return result
  }
}

extension Finding {
  /// The first of some that are not listed, in the place of all.
  fileprivate func standing(for count: Int, in all: Int) -> Finding {
    Finding(
      rule: rule, family: family, aliases: aliases, severity: severity,
      message: "\(count) more findings of this rule from here on are not listed: there are \(all) in this file",
      help: nil, location: location, environment: nil, spec: nil, related: [], fix: nil)
  }
}
