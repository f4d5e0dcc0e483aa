import Diagnostics
import Testing

@testable import Syntax

@Suite struct DockerfileParserTests {
  private func parse(_ text: String) -> DockerfileTree {
    DockerfileParser.parse(SourceText(path: "Dockerfile", text: text))
  }

  private func text(_ tree: DockerfileTree, _ range: Range<Int>) -> String { tree.source.text(range) }

  @Test func continuedLinesKeepTheirPlaces() {
    let tree = parse("FROM a\nRUN one \\\n  # a comment\n\n  two && \\\n  three\nUSER x\n")
    #expect(tree.problems.isEmpty)
    #expect(tree.instructions.map { $0.keyword } == [.from, .run, .user])
    let run = tree.instructions[1]
    #expect(run.words.map(\.text) == ["one", "two", "&&", "three"])
    #expect(run.words.map { text(tree, $0.range) } == ["one", "two", "&&", "three"])
    #expect(tree.comments.map { text(tree, $0) } == ["# a comment"])
  }

  @Test func heredocsBelongToTheirInstruction() {
    let tree = parse(
      "FROM a\nRUN <<EOF\nUSER inside\nEOF\nCOPY <<-'ONE' <<TWO /x/\n\tfirst\n\tONE\nsecond\nTWO\nUSER out\n")
    #expect(tree.instructions.map { $0.keyword } == [.from, .run, .copy, .user])
    #expect(tree.instructions[1].heredocs.map { text(tree, $0.content) } == ["USER inside\n"])
    let copy = tree.instructions[2].heredocs
    #expect(copy.map(\.delimiter) == ["ONE", "TWO"])
    #expect(copy.map(\.isQuoted) == [true, false])
    #expect(copy.map(\.stripsTabs) == [true, false])
    #expect(copy.map { text(tree, $0.content) } == ["\tfirst\n", "second\n"])
  }

  @Test func anOpenHeredocIsAProblem() {
    let tree = parse("FROM a\nRUN <<EOF\nUSER inside\n")
    #expect(tree.problems.map(\.message) == ["the heredoc 'EOF' is never closed"])
  }

  @Test func directivesChooseTheEscape() {
    let tree = parse("# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN dir C:\\ `\n  /b\n")
    #expect(tree.directives.map(\.name) == ["syntax", "escape"])
    #expect(tree.instructions[1].words.map(\.text) == ["dir", "C:\\", "/b"])
  }

  @Test func flagsAndForms() {
    let tree = parse(
      "FROM --platform=linux/amd64 a AS b\nCOPY --from=b --chown=1:1 [\"x y\", \"/z\"]\nRUN --mount=type=cache,target=/c go build\nCMD [\"a\", \"b\"]\nCMD ['a']\nHEALTHCHECK --interval=5s CMD curl x\n"
    )
    #expect(tree.instructions[0].flag("platform")?.value == "linux/amd64")
    #expect(tree.stages[0].name?.text == "b" && tree.stages[0].base?.text == "a")
    #expect(tree.instructions[1].exec?.map(\.text) == ["x y", "/z"])
    #expect(tree.instructions[1].exec.map { text(tree, $0[0].range) } == "x y")
    #expect(tree.instructions[2].flag("mount")?.value == "type=cache,target=/c")
    #expect(tree.instructions[3].exec != nil && tree.instructions[4].exec == nil)
    #expect(tree.instructions[5].words.map(\.text) == ["CMD", "curl", "x"])
  }

  @Test func pairsOfEnvironmentsAndArguments() {
    let tree = parse("FROM a\nENV A=1 B=\"two words\" C='$X' D=a\\ b\nENV old style value\nARG N\nARG M=\"m\"\n")
    #expect(tree.instructions[1].pairs.map(\.key) == ["A", "B", "C", "D"])
    #expect(tree.instructions[1].pairs.map(\.value) == ["1", "two words", "$X", "a b"])
    #expect(text(tree, tree.instructions[1].pairs[1].valueRange) == "\"two words\"")
    #expect(tree.instructions[2].isLegacyPair && tree.instructions[2].pairs[0].value == "style value")
    #expect(tree.instructions[3].pairs[0].value == nil && tree.instructions[4].pairs[0].value == "m")
  }

  @Test func triggersAreReadInside() {
    let tree = parse("FROM a\nONBUILD RUN --mount=type=ssh make\n")
    let trigger = tree.instructions[1].trigger.first
    #expect(trigger?.keyword == .run && trigger?.flags.count == 1)
    #expect(trigger.map { text(tree, $0.range) } == "RUN --mount=type=ssh make")
  }

  @Test func stagesKnowTheirParents() {
    let tree = parse("ARG V=1\nFROM img:$V AS base\nFROM base AS mid\nFROM other\nFROM mid\n")
    #expect(tree.stages.map(\.parent) == [nil, 0, nil, 1])
    #expect(tree.finalStage.map { tree.lineage(of: $0).map(\.index) } == [0, 1, 3])
    #expect(tree.globals["V"] == "1")
  }

  @Test func whatIsWrongIsSaidAndTheRestIsRead() {
    let tree = parse("RUN early\nFROM a\nCOPPY x y\nUSER\nEXPOSE 1\n")
    #expect(
      tree.problems.map(\.message) == [
        "'COPPY' is not a Dockerfile instruction", "USER without arguments",
      ])
    #expect(tree.problems[0].hint == "did you mean COPY?")
    #expect(tree.instructions.last?.keyword == .expose)
  }

  @Test(arguments: [
    ("FROM a b", "a b"), ("FROM a:1\nENV x", "x"), ("FROM a:1\nENV a=1 b", "b"), ("FROM a:1\nLABEL =x", "=x"),
    ("FROM a:1\nCOPY a", "a"),
    ("FROM a:1\nEXPOSE 80 abc/tcp", "abc/tcp"), ("FROM a:1\nHEALTHCHECK FOO", "FOO"),
  ])
  func whatBuildKitRefuses(_ source: String, _ place: String) {
    let tree = parse(source + "\n")
    #expect(tree.problems.map { text(tree, $0.range) } == [place], "\(tree.problems)")
  }

  @Test(arguments: [
    "ENV a= b=1", "ENV a b c", "LABEL x=", "ARG x", "COPY <<EOF /x\ny\nEOF", "COPY [\"a\", \"b\"]",
    "EXPOSE $P 80-90/udp 127.0.0.1:80:80", "HEALTHCHECK none",
    "HEALTHCHECK --interval=1s cmd x", "COPY a* b/",
  ])
  func whatBuildKitTakes(_ line: String) {
    #expect(parse("FROM a:1\n\(line)\n").problems.isEmpty)
  }

  @Test(arguments: ["", "# only a comment\n", "\n\n", "\u{FEFF}FROM a\n", "FROM a\r\nUSER b\r\n", "from a as b"])
  func oddFiles(_ source: String) {
    let tree = parse(source)
    let hasFrom = source.lowercased().contains("from")
    #expect(tree.stages.count == (hasFrom ? 1 : 0))
    #expect(tree.problems.isEmpty == hasFrom)
  }

  @Test func linearOnLongAndDeepInput() {
    let long = "FROM a\n" + String(repeating: "RUN x \\\n", count: 20_000)
    #expect(parse(long).instructions.count == 2)
    #expect(parse("FROM a\nRUN " + String(repeating: "<<A ", count: 5_000)).instructions.count == 2)
  }

  /// A second ONBUILD is refused by builders: what stands behind it is not taken apart, however many there are.
  @Test func anInstructionIsHeldByOneONBUILD() {
    let tree = parse("FROM a\n" + String(repeating: "ONBUILD ", count: 20_000) + "RUN true\n")
    let trigger = tree.instructions[1].trigger
    #expect(trigger.map(\.keyword) == [.onbuild])
    #expect(trigger.flatMap(\.trigger).isEmpty)
  }

  @Test func stagesAreFoundByTheirNames() {
    let tree = parse("FROM a AS One\nFROM b AS two\nFROM ONE AS one\nFROM one\n")
    #expect(tree.stages.map(\.parents) == [[], [], [0], [2]])
    #expect(tree.lineage(of: tree.stages[3]).map(\.index) == [0, 2, 3])
    #expect(tree.stageNames.first("one") == 0 && tree.stageNames.last("ONE") == 2)
    #expect(tree.stageNames.contains("two", before: 2) && !tree.stageNames.contains("two", before: 1))
  }

  /// The final stage's line is whole, however long; of others the image at the bottom is known.
  @Test func aLongLineOfStagesEndsAtItsImage() {
    let text = "FROM a AS s0\n" + (1...100).map { "FROM s\($0 - 1) AS s\($0)\n" }.joined()
    let tree = parse(text)
    #expect(tree.lineage(of: tree.stages[100]).map(\.index) == Array(0...100))
    let other = tree.lineage(of: tree.stages[90]).map(\.index)
    #expect(other.first == 0 && other.last == 90 && other.count < 50)
  }

  @Test func whatDoublesComesToNoValue() {
    var values = ["K0": "ab"]
    for index in 1...40 {
      values["K\(index)"] = Expansion.expand("$K\(index - 1)$K\(index - 1)") { values[$0] }
    }
    #expect(values["K3"] == "abababababababab" && values["K40"] == nil)
  }
}
