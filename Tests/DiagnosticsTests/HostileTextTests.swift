import Testing

@testable import Diagnostics

/// Names and texts that would command a terminal, a runner or a reader's eye.
@Suite struct HostileTextTests {
  @Test(
    arguments: [
      [0x61, 0xE9, 0x62], [0xC3, 0xA9], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x8F, 0x9F, 0xA9],
      [0xF4, 0x90, 0x80, 0x80],
      [0xE2, 0x82], [0x0A, 0x09], [0x80, 0x80, 0x41], [],
    ] as [[UInt8]])
  func eachNameCanBeTurnedBack(_ name: [UInt8]) {
    #expect(PathBytes.bytes(PathBytes.text(name)) == name)
  }

  @Test func namesAreTextWhereTheyAreAndEscapedWhereNot() {
    #expect(PathBytes.text(Array("가/é.env".utf8)) == "가/é.env")
    let name = PathBytes.text([0x63, 0xE9, 0x2F, 0x78])
    #expect(PathBytes.shown(name) == "c\\xE9/x" && PlainLine.of(name) == "c\\xE9/x")
    #expect(PathBytes.text([0xE9]) != PathBytes.text([0xE8]))
  }

  @Test(arguments: [
    ("a\u{1B}[31m", "a\\u{1B}[31m"), ("x\u{202E}y", "x\\u{202E}y"),
    ("\u{200E}\u{200F}\u{61C}", "\\u{200E}\\u{200F}\\u{61C}"),
    ("a\nb\rc", "a\\u{A}b\\u{D}c"), ("a\tb", "a    b"), ("\u{9B}1m", "\\u{9B}1m"), ("👨‍👩‍👧 é 가", "👨‍👩‍👧 é 가"),
  ])
  func linesArePlain(_ text: String, _ plain: String) { #expect(PlainLine.of(text) == plain) }

  @Test(arguments: [
    ("::error::x", ": :error::x"), ("  ::set-env name=A::b", "  : :set-env name=A::b"), ("\u{A0}::x", "\u{A0}: :x"),
    ("a ::error::x", "a ::error::x"), ("a::b", "a::b"), ("x ##[error]y", "x ## [error]y"),
    ("## [a] # b[", "## [a] # b["),
    ("a\n::b\n c", "a\n: :b\n c"), ("", ""),
  ])
  func runnersAreGivenNoCommands(_ text: String, _ safe: String) { #expect(RunnerCommands.disarmed(text) == safe) }

  @Test func jsonKeepsValuesAndShowsNoCommand() {
    let text = JSONText.encode(["k": "##[error]\u{202E}\u{9B}\u{1B}é"])
    #expect(text == "{\n  \"k\" : \"##\\u005berror]\\u202e\\u009b\\u001bé\"\n}\n")
  }

  private func finding(_ message: String, in path: String = "f") -> Finding {
    Finding(
      rule: "r", family: "t", aliases: [], severity: .error, message: message, help: "a\u{1B}b",
      location: Location(SourceText(path: path, text: "x"), 0..<1), environment: nil, spec: nil, related: [], fix: nil)
  }

  @Test func annotationsAreOneCleanLineEach() {
    let report = LintReport(findings: [finding("m\u{202E}\n##[debug]", in: "a\n::b,\u{1B}")])
    let lines = GitHubRenderer.render(report.redacted).split(separator: "\n")
    #expect(
      lines[0]
        == "::error file=a%0A%3A%3Ab%2C\\u{1B},line=1,endLine=1,col=1,endColumn=2,title=r::m\\u{202E}%0A## [debug]%0Ahelp: a\\u{1B}b"
    )
  }

  @Test func urisHaveTheBytesOfTheName() {
    let report = LintReport(findings: [finding("m", in: PathBytes.text([0x61, 0xE9, 0x20]))])
    let text = SARIFRenderer(version: "1", rules: [], fingerprints: { $0.findings.map(\.rule) }).render(report.redacted)
    #expect(text.contains("\"uri\" : \"a%E9%20\""))
  }

  /// As `git apply` reads them.
  @Test func diffsQuoteNames() {
    func header(_ path: String) -> String {
      let file = FixApplication.ChangedFile(source: SourceText(path: path, text: "a\n"), bytes: [0x62, 0x0A], count: 1)
      return String(UnifiedDiff.render([file], hiding: Redactions()).prefix { $0 != "\n" })
    }
    #expect(header("a b/가") == "--- a/a b/가")
    #expect(header("a\nb\"\\") == "--- \"a/a\\012b\\\"\\\\\"")
    #expect(header(PathBytes.text([0xE9, 0x01])) == "--- \"a/\\351\\001\"")
  }

  @Test func diffsOnATerminalAreEscaped() {
    let file = FixApplication.ChangedFile(
      source: SourceText(path: "f", text: "a\u{1B}]0;x\u{7}\n"), bytes: [0x62, 0x0A], count: 1)
    #expect(UnifiedDiff.render([file], hiding: Redactions()).contains("\u{1B}"))
    let shown = UnifiedDiff.render([file], hiding: Redactions(), isForPeople: true)
    #expect(!shown.contains("\u{1B}") && shown.contains("-a\\u{1B}]0;x\\u{7}\n+b\n"))
  }
}
