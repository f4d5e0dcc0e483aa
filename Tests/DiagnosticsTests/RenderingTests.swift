import Testing

@testable import Diagnostics

@Suite struct RenderingTests {
  private func finding(_ text: String, _ range: Range<Int>, fix: Fix? = nil) -> Finding {
    Finding(
      rule: "a-rule", family: "test", aliases: [], severity: .error, message: "it is wrong", help: nil,
      location: Location(SourceText(path: "f", text: text), range), environment: nil, spec: nil, related: [], fix: fix)
  }

  private func frame(_ text: String, _ range: Range<Int>, width: Int = 80, hide: Range<Int>? = nil) -> [String] {
    let finding = finding(text, range)
    var redactions = Redactions()
    if let hide { redactions.hide(Location(finding.location.source, hide)) }
    let report = LintReport(findings: [finding], examined: 1, redactions: redactions)
    return TextRenderer(TextStyle(width: width)).render(report.redacted).split(separator: "\n").map(String.init).filter
    {
      $0.contains("│")
    }
  }

  @Test func caretsStandBelowWideCharacters() {
    let text = "| 운영 | 2GB |"
    let start = text.utf8.count - "2GB |".utf8.count
    #expect(frame(text, start..<start + 3) == ["   1 │ | 운영 | 2GB |", "     │          ^^^"])
    #expect(DisplayWidth.of("가a✅é한") == 8)
    #expect(DisplayWidth.of("👨‍👩‍👧") == 2 && DisplayWidth.of("e\u{301}") == 1)
  }

  @Test func secretsAreHiddenWhateverTheirLength() {
    #expect(frame("KEY=abc", 4..<7, hide: 4..<7) == ["   1 │ KEY=********", "     │     ^^^^^^^^"])
    #expect(frame("KEY=abc # x", 8..<11, hide: 4..<7)[0] == "   1 │ KEY=******** # x")
  }

  @Test func longLinesAreCutAroundTheMark() {
    let text = String(repeating: "가", count: 200) + "HERE" + String(repeating: "x", count: 200)
    let lines = frame(text, 600..<604, width: 60)
    #expect(lines[0].contains("HERE") && DisplayWidth.of(lines[0]) <= 60)
    let column = lines[1].prefix { $0 != "^" }
    let mark = lines[0].firstRange(of: "HERE").map { DisplayWidth.of(String(lines[0][..<$0.lowerBound])) }
    #expect(mark == DisplayWidth.of(String(column)))
  }

  @Test func terminalsAreSafeFromFiles() {
    #expect(frame("a\u{1B}[31mb\tc\u{202E}d", 0..<1)[0] == "   1 │ a\\u{1B}[31mb    c\\u{202E}d")
  }

  @Test func positionsCountScalars() {
    let source = SourceText(path: "f", text: "가나\r\n다a")
    #expect(source.position(3) == Position(line: 1, column: 2, offset: 3))
    #expect(source.position(11) == Position(line: 2, column: 2, offset: 11))
    #expect(source.text(source.lines.content(of: 0, in: source.bytes)) == "가나")
    #expect(source.position(999).offset == 12)
  }

  @Test func overlappingFixesTakeTurns() {
    let source = SourceText(path: "f", text: "abcdef")
    func fixing(_ range: Range<Int>, _ text: String) -> Finding {
      Finding(
        rule: "r", family: "t", aliases: [], severity: .error, message: "\(range)", help: nil,
        location: Location(source, range), environment: nil, spec: nil,
        related: [], fix: .safe(Edit(Location(source, range), text)))
    }
    let changed = FixApplication.apply(
      [fixing(3..<5, "X"), fixing(0..<2, "YY!"), fixing(4..<6, "Z")], includingUnsafe: false)
    #expect(changed.map { String(decoding: $0.bytes, as: UTF8.self) } == ["YY!cXf"])
    #expect(changed.first?.count == 2)
    let inside = FixApplication.apply(
      [fixing(0..<4, "Y"), fixing(2..<2, "I"), fixing(4..<4, "J")], includingUnsafe: false)
    #expect(inside.map { String(decoding: $0.bytes, as: UTF8.self) } == ["YJef"])
  }

  @Test func diffsLeaveSecretsOut() {
    let source = SourceText(path: "f", text: "KEY=abc\nb\nc\nd  \n")
    let fix = Fix.safe(Edit(Location(source, 13..<15), ""))
    let finding = Finding(
      rule: "r", family: "t", aliases: [], severity: .advice, message: "m", help: nil,
      location: Location(source, 13..<15), environment: nil, spec: nil, related: [],
      fix: fix)
    var redactions = Redactions()
    redactions.hide(Location(source, 4..<7))
    let diff = UnifiedDiff.render(FixApplication.apply([finding], includingUnsafe: false), hiding: redactions)
    #expect(diff == "--- a/f\n+++ b/f\n@@ -2,3 +2,3 @@\n b\n c\n-d  \n+d\n")
  }

  private func diff(_ old: String, _ new: String, hiding value: String) -> String {
    let source = SourceText(path: "f", text: old)
    var redactions = Redactions()
    if let range = Array(old.utf8).firstRange(of: Array(value.utf8)) { redactions.hide(Location(source, range)) }
    return UnifiedDiff.render(
      [FixApplication.ChangedFile(source: source, bytes: Array(new.utf8), count: 1)], hiding: redactions)
  }

  /// The others stand, and apply; the end says how many were described.
  @Test func changesToSecretLinesAreDescribed() {
    let text = diff("A 1\nKEY s3cr3t\nB 2\nC 3\n", "A=1\nKEY=s3cr3t\nB=2\nC 3\n", hiding: "s3cr3t")
    #expect(
      text
        == "# f:2: changes a line that holds a secret value\n--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-A 1\n+A=1\n@@ -3,1 +3,1 @@\n-B 2\n+B=2\n# 1 change is described above instead of shown, because a line holds a secret value; --fix makes them too\n"
    )
  }

  @Test func aSecretThatMovesIsNotShown() {
    let moved = diff("A 1\nKEY s3cr3t\n", "KEY s3cr3t\nA 1\n", hiding: "s3cr3t")
    #expect(moved.contains("-A 1\n") && !moved.contains("s3cr3t"))
    let copied = diff("A 1\nKEY s3cr3t\n", "KEY s3cr3t\nB=s3cr3t\n", hiding: "s3cr3t")
    #expect(copied.contains("described") && !copied.contains("s3cr3t"))
  }

  /// Of one rule in one file so many are listed; the rest is counted, and decides as before whether a run fails.
  @Test func theRestOfManyFindingsIsCounted() {
    let source = SourceText(path: "f", text: String(repeating: "x", count: 40))
    func finding(_ rule: String, _ offset: Int, _ source: SourceText) -> Finding {
      Finding(
        rule: rule, family: "test", aliases: [], severity: rule == "a" ? .error : .advice, message: "m", help: nil,
        location: Location(source, offset..<offset + 1), environment: nil, spec: nil, related: [], fix: nil)
    }
    let other = SourceText(path: "g", text: "xxxx")
    let findings =
      (0..<30).flatMap { [finding("a", $0, source), finding("b", $0, source)] }
      + (0..<4).map { finding("a", $0, other) }
    let report = LintReport(findings: findings).limited(to: 5)
    #expect(report.findings.filter { $0.rule == "a" && $0.location.source === source }.count == 6)
    #expect(report.findings.filter { $0.location.source === other }.count == 4)
    let rest = report.findings.filter { $0.message.contains("not listed") }
    #expect(
      rest.first?.message == "25 more findings of this rule from here on are not listed: there are 30 in this file")
    #expect(rest.map(\.location.range.lowerBound) == [5, 5])
    #expect(report.count(.error) == 34 && report.count(.advice) == 30)
    #expect(LintReport(findings: findings).limited(to: 100).findings.count == findings.count)
  }
}
