import Diagnostics
import Testing

@testable import Syntax

@Suite struct JSONParserTests {
  private func parse(_ text: String) -> DataTree { JSONParser.parse(SourceText(path: "x.json", text: text)) }

  @Test func valuesAndPlaces() {
    let tree = parse(#"{"a": [1, "zwei\n\u00e9\ud83d\ude00", true, null], "b": {"c": -1.5e3}}"#)
    #expect(tree.problems.isEmpty)
    let root = tree.documents[0]
    let list = root["a"]?.elements ?? []
    #expect(list.map(\.text) == ["1", "zwei\né😀", "true", "null"])
    #expect(list[0].integer == 1 && list[2].bool == true && list[3].isNull)
    #expect(root.at("b", "c")?.location.text == "-1.5e3")
  }

  @Test(arguments: [
    ("{\"a\": 1, \"a\": 2}", "stands twice"), ("[1, 2] x", "more text after the end"),
    ("\u{FEFF}[]", "byte order mark"), ("[1, 2", "nothing closes"),
    ("{\"a\" 1}", "where a colon was expected"), ("[1 2]", "where a comma was expected"), ("[01]", "not a JSON value"),
    ("[\"a]", "closing quote"),
    ("{a: 1}", "a key without quotes"), ("[1,]", "with nothing after it"), ("// c\n[]", "a comment"),
    ("[\"\\x\"]", "escape that JSON does not have"),
    ("[\"\\ud800\"]", "surrogate"), ("]", "closes nothing"), ("", "holds no JSON value"),
    ("{\"a\": 1 \"b\": 2}", "comma"),
  ])
  func problems(_ text: String, _ message: String) {
    let messages = parse(text).problems.map(\.message)
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }

  @Test func whatFollowsAMistakeIsRead() {
    let root = parse(#"{"a": oops, "b": 2 "c": 3, "d": 4}"#).documents[0]
    #expect(root["b"]?.integer == 2 && root["c"]?.integer == 3 && root["d"]?.integer == 4)
  }

  @Test func deepNestingNeitherRecursesNorStops() {
    let tree = parse(String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000))
    #expect(tree.problems.isEmpty && tree.nodes.count == 100_000)
    #expect(parse(String(repeating: "{\"a\":", count: 100_000)).nodes.count >= 200_000)
  }
}

@Suite struct YAMLParserTests {
  private func parse(_ text: String) -> DataTree { YAMLParser.parse(SourceText(path: "x.yaml", text: text)) }

  @Test func placesInKoreanText() {
    let tree = parse("# 주석\n서비스:\n  이름: \"가게\"  # 끝\n  값: 512Mi\n")
    let service = tree.documents[0]["서비스"]
    #expect(service?["이름"]?.location.text == "\"가게\"")
    #expect(service?["값"]?.location.text == "512Mi")
    #expect(tree.comments.map { tree.source.text($0) } == ["# 주석", "# 끝"])
  }

  @Test func documentsTagsAndAnchors() {
    let tree = parse("a: &x {k: 1}\nb: *x\nc: !Ref Name\n---\nd: 2\n")
    #expect(tree.documents.count == 2)
    #expect(tree.documents[0].at("b", "k")?.integer == 1)
    #expect(tree.documents[0]["b"]?.location.text == "*x")
    #expect(tree.documents[0]["c"]?.tag == "!Ref" && tree.documents[0]["c"]?.location.text == "Name")
    #expect(tree.documents[1]["d"]?.integer == 2)
  }

  @Test func mergesGiveWayToOwnKeys() {
    let root = parse("base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nuse:\n  <<: [*b, *o]\n  x: 9\n").documents[0]
    let use = root["use"]
    #expect(use?["x"]?.integer == 9 && use?["y"]?.integer == 2 && use?["z"]?.integer == 4)
    #expect(use?.entries.map { $0.key.text } == ["x", "y", "z"])
  }

  @Test func duplicateKeysAreProblems() {
    let tree = parse("a: 1\nb: 2\na: 3\n")
    #expect(tree.problems.map { tree.source.text($0.range) } == ["a"])
    #expect(tree.documents[0]["a"]?.integer == 3)
  }

  @Test func blockScalarsMapToTheFile() {
    let text = "script: |\n  first line\n    indented\n  last\nnext: 1\n"
    let node = parse(text).documents[0]["script"]
    #expect(node?.text == "first line\n  indented\nlast\n")
    let value = Array((node?.text ?? "").utf8)
    let start = value.count - "last\n".utf8.count
    #expect(node?.location(ofPart: start..<start + 4)?.text == "last")
    #expect(node?.location(ofPart: 6..<10)?.text == "line")
    #expect(parse("a: >\n  x\n  y\n").documents[0]["a"]?.location(ofPart: 0..<1) == nil)
  }

  @Test func readingGoesOnAfterAnError() {
    let tree = parse("a: 1\nb: [1, 2\nc: 3\n---\nd: }\ne: 5\n")
    #expect(!tree.problems.isEmpty)
    #expect(tree.documents[0]["a"]?.integer == 1)
    #expect(tree.documents.last?["e"]?.integer == 5 || tree.documents.contains { $0["e"]?.integer == 5 })
  }

  @Test func commentsAreNotFoundInStrings() {
    let tree = parse("a: \"# no\"\nb: x#no\nc: |  # yes\n  # no\nd: 'it''s # no' # yes\n")
    #expect(tree.comments.map { tree.source.text($0) } == ["# yes", "# yes"])
  }

  @Test func nulAndBadBytesAreOneProblem() {
    let tree = YAMLParser.parse(SourceText(path: "x", bytes: Array("a: 1\nb: \u{0}\nc: 3\n".utf8) + [0xFF, 0x0A]))
    #expect(tree.documents[0]["a"]?.integer == 1 && tree.documents[0]["c"]?.integer == 3)
    #expect(tree.problems.first?.message == "a NUL byte in the text, the first of 2")
  }

  @Test func bombsAreHarmless() {
    var bomb = "a0: &a0 {k: v}\n"
    for level in 1...40 {
      bomb +=
        "a\(level): &a\(level)\n  <<: [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(parse(bomb).documents[0]["a40"]?["k"]?.text == "v")
    #expect(!parse(String(repeating: "[", count: 100_000)).problems.isEmpty)
    #expect(parse("a: &a [*a]\n").documents[0]["a"]?.elements.count == 1)
  }

  @Test func aCommentStandsAboveWhatStartsNext() {
    let text =
      "list:\n  # one\n  - name: a\n    value: b\n  - name: c\nmap:\n  # two\n  key:\n    inner: 1\n  other: 2\n"
    let tree = parse(text)
    let covered = tree.comments.map { comment in tree.entry(after: comment.upperBound).map { tree.source.text($0) } }
    #expect(covered == ["name: a\n    value: b", "key:\n    inner: 1"])
  }

  /// What a mapping does not have itself it has from the mappings merged into it, the first named before the next.
  @Test func mergesAreLookedThroughInTheirOrder() {
    let text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: &c\n  <<: *b\n  x: 3\nd:\n  <<: [*a, *c]\n  w: 4\n"
    let root = YAMLParser.parse(SourceText(path: "a.yaml", text: text)).documents[0]
    #expect(["w", "x", "y", "z"].map { root["d"]?[$0]?.text } == ["4", "1", "1", "2"])
    #expect(root["d"]?.entries.map { $0.key.text } == ["w", "x", "y", "z"])
    #expect(root["c"]?["y"]?.text == "2" && root["d"]?["v"] == nil)
  }

  @Test func keysOfALargeMappingAreFoundAsThoseOfASmallOne() {
    let text = (0..<100).map { "k\($0): \($0)\n" }.joined() + "k7: again\n"
    let root = YAMLParser.parse(SourceText(path: "a.yaml", text: text)).documents[0]
    #expect(root["k0"]?.text == "0" && root["k99"]?.text == "99" && root["k7"]?.text == "again" && root["k100"] == nil)
    #expect(root.entries.count == 100 && root.entries[7].value.text == "again")
  }

  /// A comment stands above the entry or the element that begins next.
  @Test func commentsStandAboveEntriesAndElements() {
    let text = "a:\n  # one\n  b: 1\n  c:\n    # two\n    - x: 2\n      y: 3\n    # three\n    - z\n# four\n"
    let source = SourceText(path: "a.yaml", text: text)
    let tree = YAMLParser.parse(source)
    let below = tree.comments.map { tree.entry(after: $0.upperBound).map(source.text) }
    #expect(below == ["b: 1", "x: 2\n      y: 3", "z", nil])
  }
}
