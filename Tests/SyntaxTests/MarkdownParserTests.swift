import Diagnostics
import Testing

@testable import Syntax

@Suite struct MarkdownParserTests {
  private func parse(_ text: String) -> MarkdownTree { MarkdownParser.parse(SourceText(path: "x.md", text: text)) }

  private func tables(_ tree: MarkdownTree) -> [MarkdownTable] {
    tree.blocks.compactMap { block in if case .table(let table) = block { table } else { nil } }
  }

  @Test func frontMatterToleratesWhatIsNoYAML() {
    let tree = parse("---\ntitle: \"A: b\"\nlast_updated: {{DATE}}\n# note\nlist:\n  - x\n---\n# Title\n")
    #expect(tree.frontMatter.map(\.key) == ["title", "last_updated", "list"])
    #expect(tree.frontMatter.map(\.value) == ["A: b", "{{DATE}}", ""])
    #expect(tree.frontMatter.map { tree.source.text($0.valueRange) }[1] == "{{DATE}}")
  }

  @Test(arguments: [
    ("# 4.3 Limits", "4.3", "Limits"), ("## 4. Limits #", "4", "Limits"), ("### Plain `code`", "", "Plain code"),
    ("## 2) Two", "2", "Two"), ("# 10x faster", "", "10x faster"),
  ])
  func headings(_ line: String, _ number: String, _ title: String) {
    guard case .heading(let heading)? = parse(line + "\n").blocks.first else {
      Issue.record("no heading")
      return
    }
    #expect(heading.number == number && heading.title == title)
  }

  @Test(arguments: [
    ("`node:20`", "node:20"), ("**$350**", "$350"), ("feature/*", "feature/*"), ("`feature/*`", "feature/*"),
    ("3000[^1]", "3000"), ("3000*", "3000"),
    ("1GB¹", "1GB"), ("[text](./x.md)", "text"), ("a \\| b", "a | b"), ("`a\\|b`", "a|b"), ("A_B_C", "A_B_C"),
    ("_soft_ words", "soft words"), ("~~old~~", "old"),
    ("1<br>2", "1 2"), ("&lt; 5", "< 5"), ("❌ (승인 필요)", "❌ (승인 필요)"), ("<!-- x --> y", "y"), ("2 * 3", "2 * 3"),
    ("***both***", "both"), ("10+", "10+"), ("<name>", "<name>"),
  ])
  func cellText(_ cell: String, _ text: String) {
    let table = tables(parse("| h | k |\n|---|---|\n| \(cell) | v |\n")).first
    #expect(table?.rows.first?.cells.map(\.text) == [text, "v"])
  }

  @Test func cellsKnowTheirPlaces() {
    let tree = parse("intro\n\n  | 환경 | CPU|\n|:---:|---|\n| 운영 |  1.0 |\n| lone |\n|a|b|c|\n\nafter\n")
    let table = tables(tree)[0]
    #expect(table.header.map(\.text) == ["환경", "CPU"])
    #expect(
      table.rows.map { $0.cells.map { tree.source.text($0.range) } } == [["운영", "1.0"], ["lone"], ["a", "b", "c"]])
  }

  @Test func tablesNeedNoOuterPipes() {
    #expect(tables(parse("a | b\n--- | ---\n1 | 2\n"))[0].rows[0].cells.map(\.text) == ["1", "2"])
  }

  @Test func codeHidesWhatIsInside() {
    let tree = parse("```yaml\n| a | b |\n|---|---|\n# no heading\n```\n~~~\nx\n")
    let codes = tree.blocks.compactMap { block in if case .code(let code) = block { code } else { nil } }
    #expect(codes.map(\.language) == ["yaml", ""])
    #expect(tables(tree).isEmpty)
    #expect(tree.problems.map(\.message) == ["a fenced code block that is never closed"])
  }

  @Test func linksAndComments() {
    let tree = parse(
      "See [a](./a.md) and `[b](b.md)`.\n\n<!-- speclint: allow x -- y\n-->\n- [c](<c d.md> \"t\")\n| x <!-- z --> |\n|---|\n"
    )
    #expect(tree.links.map(\.target).prefix(1) == ["./a.md"])
    #expect(!tree.links.contains { $0.target == "b.md" })
    #expect(tree.comments.count == 2)
  }

  @Test func hostileLinesStayLinear() {
    for piece in ["[", "*a", "`", "<", "\\", "|", "![", "[^"] {
      let tree = parse("| h |\n|---|\n| " + String(repeating: piece, count: 50_000) + " |\n")
      #expect(!tree.blocks.isEmpty)
    }
  }
}
