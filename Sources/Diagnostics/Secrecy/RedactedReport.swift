/// A report as it may be shown: what every renderer takes, and the one place where secret values go out of its words.
///
/// An edit that holds or takes away a secret value is in no report, since nobody's program must write stars into a file.
@dynamicMemberLookup package struct RedactedReport: Sendable {
  private let report: LintReport
  private let words: SecretWords
  /// How many fixes are left out.
  package let withheldFixes: Int

  package init(_ report: LintReport) {
    var report = report
    var withheld = 0
    let words = SecretWords(report.redactions)
    self.words = words
    if !report.redactions.isEmpty {
      for index in report.findings.indices {
        report.findings[index] = Self.redacted(report.findings[index], report.redactions, words)
        if report.findings[index].withheldFix != nil { withheld += 1 }
      }
      report.notes = report.notes.map(words.masked)
      report.unknown = report.unknown.map { RelatedLocation($0.location, words.masked($0.message)) }
    }
    self.report = report
    withheldFixes = withheld
  }

  package subscript<Value>(dynamicMember path: KeyPath<LintReport, Value>) -> Value { report[keyPath: path] }

  /// The text of a place without secret values, also those that are hidden elsewhere.
  func text(_ location: Location) -> String {
    words.masked(String(decoding: report.redactions.masked(location), as: UTF8.self))
  }

  package func count(_ severity: Severity) -> Int { report.count(severity) }
  /// How many of the shown fixes are of a kind.
  package func fixable(_ safety: Fix.Safety) -> Int { report.fixable(safety) }
  /// A path as the repository's root sees it.
  package func pathInRepository(_ path: String) -> String { report.pathInRepository(path) }

  private static func redacted(_ finding: Finding, _ redactions: Redactions, _ words: SecretWords) -> Finding {
    var result = finding
    let edits = finding.fix?.edits ?? []
    let near = words.values(
      near: [finding.location] + (finding.spec.map { [$0.location] } ?? []) + finding.related.map(\.location)
        + edits.map(\.location))
    result.message = words.masked(finding.message, near: near)
    result.help = finding.help.map { words.masked($0, near: near) }
    result.related = finding.related.map { RelatedLocation($0.location, words.masked($0.message, near: near)) }
    result.spec = finding.spec.map { SpecReference(location: $0.location, section: words.masked($0.section)) }
    if edits.contains(where: { redactions.touches($0.location) || words.holds($0.replacement, near) }) {
      result.fix = nil
      result.withheldFix = finding.fix?.safety
    }
    return result
  }
}

extension LintReport {
  /// Without secret values, for renderers.
  package var redacted: RedactedReport { RedactedReport(self) }
}

extension SecretWords {
  /// Whether an edit writes a secret value, or a good part of one.
  fileprivate func holds(_ replacement: String, _ near: [[UInt8]]) -> Bool {
    masked("'\(replacement)'", near: near) != "'\(replacement)'"
  }
}
