import Diagnostics

/// Puts together what is one fault: a name that no document lists is one finding with all the places that have it, a value
/// that several rules object to is the gravest of their findings, which names the others.
///
/// Works on findings before and after suppression: who accepts a fault at the place that it is reported at has accepted it.
struct FindingFolding {
  /// - Parameters:
  ///   - kept: those of `all` that no suppression holds back, in the same order.
  /// - Returns: what is reported, in no order.
  static func fold(_ kept: [Finding], of all: [Finding]) -> [Finding] {
    values(topics(kept, of: all))
  }

  // MARK: Names

  /// The rules whose findings are about a name: those of one group are about the same fault of it.
  private static let rulesOfNames = [
    "undeclared-variable": "undeclared", "undeclared-variable-read": "undeclared",
    "unknown-workflow-secret": "unlisted", "same-in-every-environment": "same", "shared-variable-differs": "different",
  ]

  /// What is wrong with which name; `nil` for a finding that stands by itself.
  static func topic(of finding: Finding) -> String? {
    guard let fault = rulesOfNames[finding.rule], let name = finding.subject else { return nil }
    return "\(fault) \(name)"
  }

  private static func topics(_ kept: [Finding], of all: [Finding]) -> [Finding] {
    let groups = Dictionary(grouping: kept.filter { topic(of: $0) != nil }) { topic(of: $0) ?? "" }
    guard !groups.isEmpty else { return kept }
    let firsts = all.reduce(into: [String: Finding]()) { firsts, finding in
      guard let topic = topic(of: finding) else { return }
      firsts[topic] = firsts[topic].map { isGraver(finding, $0) ? finding : $0 } ?? finding
    }
    let folded = groups.compactMap { topic, findings in
      // Accepted where it is reported, it is accepted everywhere.
      firsts[topic].flatMap { findings.contains($0) ? together(findings) : nil }
    }
    return kept.filter { topic(of: $0) == nil } + folded
  }

  private static func isGraver(_ a: Finding, _ b: Finding) -> Bool {
    if a.severity != b.severity { return a.severity > b.severity }
    return a.rule == b.rule ? a < b : a.rule < b.rule
  }

  private static func together(_ findings: [Finding]) -> Finding? {
    let sorted = findings.sorted(by: isGraver)
    guard var first = sorted.first else { return nil }
    var known = Set([first.location] + first.related.map(\.location))
    for finding in sorted.dropFirst() where known.insert(finding.location).inserted {
      first.related.append(RelatedLocation(finding.location, finding.rule == first.rule ? "here too" : finding.message))
    }
    return first
  }

  // MARK: Values

  /// The rules that object to a value, the most telling first.
  private static let rulesOfValues = [
    "secret-in-plain-text", "secret-in-build-argument", "secret-in-other-store", "provider-token", "private-key",
    "spec-secret-in-text", "credentials-in-url", "assigned-secret", "repeated-secret", "weak-secret", "value-too-short",
    "value-of-wrong-type", "placeholder-value", "wrong-environment-name", "value-differs-from-spec",
    "shared-variable-differs", "same-in-every-environment", "secret-in-several-stores", "non-secret-in-secret-store",
  ].enumerated().reduce(into: [String: Int]()) { $0[$1.element] = $1.offset }

  private struct Place: Hashable {
    let source: ObjectIdentifier
    let range: Range<Int>
  }

  private static func values(_ findings: [Finding]) -> [Finding] {
    let objecting = findings.filter { rulesOfValues[$0.rule] != nil }
    guard objecting.count > 1 else { return findings }
    let groups = Dictionary(grouping: objecting) {
      Place(source: ObjectIdentifier($0.location.source), range: $0.location.range)
    }
    return findings.filter { rulesOfValues[$0.rule] == nil } + groups.values.compactMap(gravest)
  }

  private static func gravest(_ findings: [Finding]) -> Finding? {
    let sorted = findings.sorted { a, b in
      let (first, second) = (rulesOfValues[a.rule] ?? 0, rulesOfValues[b.rule] ?? 0)
      if a.severity != b.severity { return a.severity > b.severity }
      return first == second ? a.message < b.message : first < second
    }
    guard var first = sorted.first else { return nil }
    for finding in sorted.dropFirst() where finding.rule != first.rule || finding.message != first.message {
      first.related.append(RelatedLocation(finding.location, "also \(finding.rule): \(finding.message)"))
      first.related += finding.related
      first.fix = first.fix ?? finding.fix
    }
    return first
  }
}
