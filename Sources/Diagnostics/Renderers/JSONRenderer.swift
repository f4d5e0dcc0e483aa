/// The report for programs: `schemas/report.schema.json`.
package enum JSONRenderer {
  /// - Parameter showsFiles: whether each examined file is listed.
  package static func render(_ report: RedactedReport, showsFiles: Bool = false) -> String {
    JSONText.encode(Document(report, showsFiles: showsFiles))
  }

  private struct Document: Encodable {
    let version = 1
    let summary: Summary
    let findings: [Entry]

    init(_ report: RedactedReport, showsFiles: Bool) {
      summary = Summary(report, showsFiles: showsFiles)
      findings = report.findings.map { Entry(finding: $0) }
    }
  }

  private struct Summary: Encodable {
    let examined: Int
    let skipped: [SkippedFile]
    let documents: [String]
    let suppressed: Int
    let findings: [String: Int]
    let notes: [String]
    let unsearched: [String: Int]
    let tablesNotUnderstood: Int
    let unknown: [Related]
    let notShown: [String: Int]
    let fixable: [String: Int]
    let nextStep: String?
    let files: [ExaminedFile]?
    /// Fixes that are not shown, because a secret value stands in their edits.
    let withheldFixes: Int

    init(_ report: RedactedReport, showsFiles: Bool) {
      unsearched = report.unsearched
      tablesNotUnderstood = report.tablesNotUnderstood
      unknown = report.unknown.map {
        Related(file: $0.location.source.path, range: Span($0.location), message: $0.message)
      }
      notShown = Dictionary(uniqueKeysWithValues: report.notShown.map { ($0.rawValue, $1) })
      fixable = ["safe": report.fixable(.safe), "unsafe": report.fixable(.unsafe)]
      nextStep = report.nextStep
      files = showsFiles ? report.files.sorted() : nil
      examined = report.examined
      skipped = report.skipped.map { SkippedFile(file: PathBytes.shown($0.file), reason: $0.reason) }
      documents = report.documents.map(PathBytes.shown)
      suppressed = report.suppressed
      notes = report.notes
      withheldFixes = report.withheldFixes
      findings = Dictionary(uniqueKeysWithValues: Severity.allCases.map { ($0.rawValue, report.count($0)) })
    }
  }

  private struct Span: Encodable {
    let start: Position
    let end: Position

    init(_ location: Location) {
      start = location.start
      end = location.end
    }
  }

  private struct SpecCell: Encodable {
    let file: String
    let section: String
    let range: Span
  }

  private struct Related: Encodable {
    let file: String
    let range: Span
    let message: String
  }

  private struct Change: Encodable {
    let file: String
    let range: Span
    let replacement: String
  }

  private struct Repair: Encodable {
    let safety: Fix.Safety
    let edits: [Change]
  }

  private struct Entry: Encodable {
    let finding: Finding

    enum Key: String, CodingKey {
      case rule, family, aliases, severity, message, help, file, range, environment, spec, related, fix
    }

    /// Every key is there; what a finding lacks is null.
    func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: Key.self)
      try object.encode(finding.rule, forKey: .rule)
      try object.encode(finding.family, forKey: .family)
      try object.encode(finding.aliases, forKey: .aliases)
      try object.encode(finding.severity, forKey: .severity)
      try object.encode(finding.message, forKey: .message)
      try object.encode(finding.help, forKey: .help)
      try object.encode(finding.location.source.shownPath, forKey: .file)
      try object.encode(Span(finding.location), forKey: .range)
      try object.encode(finding.environment, forKey: .environment)
      let spec = finding.spec.map {
        SpecCell(file: $0.location.source.shownPath, section: $0.section, range: Span($0.location))
      }
      try object.encode(spec, forKey: .spec)
      try object.encode(
        finding.related.map {
          Related(file: $0.location.source.shownPath, range: Span($0.location), message: $0.message)
        },
        forKey: .related)
      let repair = finding.fix.map { fix in
        Repair(
          safety: fix.safety,
          edits: fix.edits.map {
            Change(file: $0.location.source.shownPath, range: Span($0.location), replacement: $0.replacement)
          })
      }
      try object.encode(repair, forKey: .fix)
    }
  }
}
