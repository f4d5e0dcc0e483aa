import Testing

@testable import Diagnostics

/// What goes out of a report before anything renders it.
@Suite struct RedactedReportTests {
  private let source = SourceText(path: "f", text: "KEY=s3cr3t-v4lue-77 # a note\nB=pw\nC=plain\n")
  private let other = SourceText(path: "g", text: "x\n")

  private func redactions() -> Redactions {
    var redactions = Redactions()
    redactions.hide(Location(source, 4..<19))
    redactions.hide(Location(source, 31..<33), meaning: "meant-1")
    return redactions
  }

  private func finding(_ message: String, _ location: Location, fix: Fix? = nil) -> Finding {
    Finding(
      rule: "r", family: "t", aliases: [], severity: .error, message: message, help: message, location: location,
      environment: nil, spec: SpecReference(location: Location(other, 0..<1), section: message),
      related: [RelatedLocation(Location(other, 0..<1), message)], fix: fix)
  }

  private func shown(_ message: String, _ location: Location) -> Finding {
    LintReport(findings: [finding(message, location)], redactions: redactions()).redacted.findings[0]
  }

  @Test func longValuesGoOutOfEverySentence() {
    let finding = shown("it is s3cr3t-v4lue-77!", Location(other, 0..<1))
    let clean = "it is ********!"
    #expect(finding.message == clean && finding.help == clean && finding.spec?.section == clean)
    #expect(finding.related.map(\.message) == [clean])
    #expect(shown("cut: s3cr3t-v4lue…", Location(other, 0..<1)).message == "cut: ********…")
  }

  /// A word that is somebody's password is not taken out of other findings.
  @Test func shortValuesGoOutOfQuotationsInTheirLinesOnly() {
    #expect(shown("it is 'pw'", Location(source, 29..<30)).message == "it is '********'")
    #expect(shown("it means 'meant-1'", Location(source, 29..<33)).message == "it means '********'")
    #expect(shown("pw is 'x'", Location(source, 29..<30)).message == "pw is 'x'")
    #expect(shown("it is 'pw'", Location(source, 34..<35)).message == "it is 'pw'")
    #expect(shown("a part: 'cr3t-v4l'", Location(source, 0..<3)).message == "a part: '********'")
    #expect(shown("'KEY' is ' # a note'", Location(source, 0..<3)).message == "'KEY' is ' # a note'")
  }

  @Test func namesInsideOfValuesStay() {
    let source = SourceText(path: "f", text: "KEY: ${THE_KEY:-s3cr3t}\nB: PASS_1\n")
    var redactions = Redactions()
    redactions.hide(Location(source, 5..<23))
    redactions.hide(Location(source, 27..<33))
    let findings = [
      finding("'THE_KEY' is '-s3cr3t'", Location(source, 0..<3)), finding("it is 'PASS_1'", Location(source, 24..<25)),
    ]
    let shown = LintReport(findings: findings, redactions: redactions).redacted.findings
    #expect(shown.map(\.message) == ["'THE_KEY' is '********'", "it is '********'"])
    let url = SourceText(path: "g", text: "URL=postgres://u:s3cr3t@h/{{PROJECT_NAME}}_dev\n")
    redactions.hide(Location(url, 4..<46))
    let placeholder = finding("'{{PROJECT_NAME}}' was never filled in", Location(url, 26..<42))
    let report = LintReport(findings: [placeholder], redactions: redactions).redacted
    #expect(report.findings.map(\.message) == ["'{{PROJECT_NAME}}' was never filled in"])
  }

  @Test func editsOfSecretsAreLeftOutAndCounted() {
    let place = Location(source, 0..<3)
    let removing = Fix.safe(Edit(Location(source, 0..<29), ""))
    let writing = Fix.unsafe(Edit(Location(other, 0..<0), "s3cr3t-v4lue-77"))
    let harmless = Fix.safe(Edit(Location(source, 19..<28), ""), Edit(Location(source, 4..<4), "'"))
    let report = LintReport(
      findings: [removing, writing, harmless].map { finding("m", place, fix: $0) }, redactions: redactions())
    #expect(report.redacted.findings.map { $0.fix == nil } == [true, true, false])
    #expect(report.redacted.findings.map(\.withheldFix) == [.safe, .unsafe, nil])
    #expect(report.redacted.withheldFixes == 2 && report.findings.allSatisfy { $0.fix != nil })
    let json = JSONRenderer.render(report.redacted)
    #expect(json.contains("\"withheldFixes\" : 2") && !json.contains("s3cr3t") && !json.contains("********\""))
    #expect(TextRenderer(TextStyle()).render(report.redacted).contains("fixable with --fix"))
    #expect(FixApplication.apply(report.findings, includingUnsafe: true).count == 2, "--fix has the real bytes")
  }

  @Test func notesAreCleanToo() {
    let report = LintReport(redactions: redactions(), notes: ["failed for s3cr3t-v4lue-77", "x"])
    #expect(report.redacted.notes == ["failed for ********", "x"])
  }
}
