import Diagnostics
import Testing

@testable import Linting

/// One reader for the comments of all kinds of text.
@Suite struct SuppressionTests {
  private static let token = "ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti"

  private func rules(_ path: String, _ text: String) -> [String] {
    ExampleProject.lint([(path, text)], spec: nil).findings.map(\.rule)
      .filter { ["provider-token", "suppression-without-reason", "unused-suppression"].contains($0) }
  }

  /// A file's comments around a text.
  private static let kinds: [(path: String, comment: @Sendable (String) -> String)] = [
    ("src/a.py", { "# \($0)" }), ("src/a.ts", { "// \($0)" }), ("src/a.go", { "/* \($0) */" }),
    ("a.sql", { "-- \($0)" }),
    ("a.ini", { "; \($0)" }), ("a.html", { "<!-- \($0) -->" }), ("notes.txt", { "# \($0)" }), ("a.toml", { "#\($0)" }),
    ("values.yaml", { "# \($0)" }), (".env.staging", { "# \($0)" }), ("README.md", { "<!-- \($0) -->" }),
    ("a.unknown", { "# \($0)" }), ("main.tf", { "# \($0)" }), ("a.el", { ";; \($0)" }),
    ("chart/templates/a.yaml", { "# {{ .Values.x }}\n# \($0)" }),
  ]

  private func line(_ path: String) -> String {
    path == ".env.staging" ? "A=\(Self.token)" : path.hasSuffix("yaml") ? "a: \(Self.token)" : "a = \"\(Self.token)\""
  }

  @Test(arguments: kinds.indices) func aCommentAboveAccepts(_ index: Int) {
    let (path, comment) = Self.kinds[index]
    let good = comment("speclint: allow provider-token -- revoked in 2024")
    #expect(rules(path, "\(good)\n\(line(path))\n") == [], "\(path)")
    #expect(rules(path, "\(comment("speclint: allow provider-token -- 2024"))\n\(line(path))\n") == [], "\(path)")
  }

  @Test(arguments: kinds.indices) func whatAcceptsNothingIsReported(_ index: Int) {
    let (path, comment) = Self.kinds[index]
    for words in [
      "allow provider-token", "allow provider-token --", "alow provider-token -- revoked",
      "allow provider-tokn -- revoked",
    ] {
      #expect(
        rules(path, "\(comment("speclint: " + words))\n\(line(path))\n").sorted()
          == ["provider-token", "suppression-without-reason"], "\(path): \(words)")
    }
    #expect(
      rules(
        path,
        "\(comment("speclint: allow provider-token -- revoked"))\n\(line(path).replacing(Self.token, with: "x"))\n")
        == ["unused-suppression"], "\(path)")
  }

  @Test func aCommentAtTheEndOfALineAcceptsThatLine() {
    #expect(rules("a.ts", "const a = \"\(Self.token)\" // speclint: allow provider-token -- revoked\n") == [])
    #expect(
      rules("a.ts", "const a = 1 // speclint: allow provider-token -- revoked\nconst b = \"\(Self.token)\"\n").sorted()
        == ["provider-token", "unused-suppression"])
  }

  /// Texts that show a comment, and do not make one.
  @Test(arguments: [
    ("docs/use.md", "Write `# speclint: allow provider-token -- why` above it:\n\n    # speclint: alow x\n"),
    ("a.ts", "const text = \"# speclint: allow provider-token -- why\"\n"),
    ("a.ts", "const text = `\n# speclint: alow provider-token\n`\n"),
    ("a.swift", "let text = \"// speclint: alow provider-token\"\n"),
    ("a.py", "x = 'say speclint: allow'\nprint(\"# speclint: alow x\")\n"),
    ("a.go", "// the speclint: prefix is what it looks for\n"),
    ("a.sh", "speclint: --quiet\n"), ("notes.txt", "speclint: a tool that lints\n"),
  ])
  func aTextThatSpeaksOfCommentsIsNone(_ path: String, _ text: String) {
    #expect(rules(path, text).isEmpty)
  }

  @Test(arguments: [
    ("AVD-DS-0002", "root-user"), ("avd-ds-0002", "root-user"), ("DS002", "root-user"), ("DS-0002", "root-user"),
    ("ds-002", "root-user"), ("AVD-DS-0031", "secret-in-plain-text"), ("DS013", "cd-in-run"),
  ])
  func olderSpellingsOfIdsAreAliases(_ name: String, _ rule: String) {
    #expect(RuleRegistry.resolve(name)?.contains(rule) == true)
    #expect(
      !ExampleProject.findings(
        of: "cd-in-run", [("Dockerfile", "FROM a:1\n# trivy:ignore:\(name)\nRUN cd /x && true\nUSER node\n")]
      ).isEmpty || rule == "cd-in-run")
  }

  @Test(arguments: ["DS9999", "DS", "0002", "D-0002", "AVD-", "AVD-DS-", "DSS002", ""]) func otherNamesAreNot(
    _ name: String
  ) {
    #expect(RuleRegistry.resolve(name) == nil)
  }
}
