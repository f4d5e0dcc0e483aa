import Diagnostics
import Testing

@testable import Syntax

@Suite struct DotenvParserTests {
  private func parse(_ text: String) -> DotenvTree { DotenvParser.parse(SourceText(path: ".env", text: text)) }

  @Test(arguments: [
    ("A=1", "1"), ("A = 1 ", "1"), ("export A=1", "1"), ("A=1 # note", "1"), ("A=1#c", "1#c"), ("A=", ""),
    ("A=\"x y\" # z", "x y"), ("A='$B'", "$B"),
    ("A=\"a\\nb\"", "a\nb"), ("A=`q`", "q"), ("A=\"one\ntwo\"", "one\ntwo"), ("A: 1", "1"), ("\u{FEFF}A=1", "1"),
    ("A=1\r", "1"), ("A=a=b", "a=b"),
    ("A=\"say \\\"hi\\\"\"", "say \\\"hi\\\""),
  ])
  func values(_ line: String, _ value: String) {
    let tree = parse(line)
    #expect(tree.entries.map(\.key) == ["A"])
    #expect(tree.entries.first?.value == value)
    #expect(tree.problems.isEmpty)
  }

  @Test func rawAndReadValuesAreKeptApart() {
    let tree = parse("A=\"x y\"  # z\n")
    let entry = tree.entries[0]
    #expect(tree.source.text(entry.rawRange) == "\"x y\"" && tree.source.text(entry.valueRange) == "x y")
    #expect(entry.quote == .double && tree.comments.map { tree.source.text($0) } == ["# z"])
  }

  @Test func aKeyAloneInherits() {
    let tree = parse("A\nB=2\n")
    #expect(tree.entries.map(\.hasValue) == [false, true])
  }

  @Test func whatIsNoEntryIsAProblem() {
    let tree = parse("A=1\nnot an entry\n=x\nB=\"open\nC=3\n")
    #expect(
      tree.problems.map(\.message) == [
        "a line that is neither KEY=value nor a comment", "a value without a key before '='",
        "a quote that is never closed",
      ])
    #expect(tree.entries.map(\.key) == ["A", "B", "C"])
  }

  @Test func manyOpenQuotesStayLinear() {
    let tree = parse(String(repeating: "A='x\n", count: 1) + String(repeating: "B=`y\nC=\"z\n", count: 20_001))
    #expect(tree.entries.count > 3)
  }
}
