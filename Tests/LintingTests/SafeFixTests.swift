import Artifacts
import Diagnostics
import Syntax
import Testing
import Workspace

@testable import Linting

/// A fix is safe only if the image stays the same: what it is built on, its configuration, and the files and packages in it.
@Suite struct SafeFixTests {
  /// The Dockerfiles of the rules' examples, of the fixtures, and some in which safe fixes lie close together.
  static let dockerfiles: [String] = {
    let examples = RuleRegistry.all.flatMap { type(of: $0).examples }.flatMap(\.files)
      .filter { FileKind(path: $0.path) == .dockerfile }.map { Example.unmarked($0.text).text }
    let fixtures = MutationTests.projects.values.flatMap { $0 }.filter { FileKind(path: $0.path) == .dockerfile }
      .map { String(decoding: $0.bytes, as: UTF8.self) }
    return Array(Set(examples + fixtures + dense)).sorted()
  }()

  private static let dense = [
    "from node:20 as Build\nENV A \"b c\"\nENV D e f\nLABEL g 'h'\nEXPOSE 80/TCP\nADD package.json /x/\nrun a && \\\n\n  b\nUSER node\n",
    "FROM --platform=$TARGETPLATFORM debian:13\nRUN apt-get update && apt-get install curl wget && wget https://a/b && apt-get clean && apt-get clean\nUSER 1\n",
    "FROM debian:13\nENV A it\\'s\nENV B \"$C\"/d\nENV E \"f\" # g\nENV H ${I:-\"j k\"}\nENV J a\\ b\nENV L\tm\nUSER 1\n",
    "FROM rockylinux:9\nRUN yum install httpd && dnf install x && yum clean all && dnf clean all\nUSER 1\n",
    "FROM alpine:3.22\nRUN apk add wget && wget https://a/b\nCMD node main.js\nHEALTHCHECK CMD wget -q localhost\nMAINTAINER Ada\n",
  ]

  /// What an image is made of, one line for each instruction, in a form that does not depend on how it is written.
  private func image(_ text: String) -> [String] {
    let tree = DockerfileParser.parse(SourceText(path: "Dockerfile", text: text))
    let steps = BuildStepReader.steps(of: tree)
    return tree.instructions.map { instruction in
      let keyword = instruction.keyword == .add ? "COPY" : instruction.keyword?.rawValue ?? instruction.keywordText
      var flags = instruction.flags.map { "\($0.name)=\($0.value ?? "")" }
      flags.removeAll { $0 == "platform=$TARGETPLATFORM" || $0 == "platform=${TARGETPLATFORM}" }
      return ([keyword] + flags + words(of: instruction, steps)).joined(separator: " | ")
    }
  }

  private func words(of instruction: DockerfileInstruction, _ steps: [BuildStep]) -> [String] {
    switch instruction.keyword {
    case .env, .label, .arg:
      return instruction.pairs.map { "\($0.key)=\(($0.value ?? "").filter { !"\"'\\".contains($0) })" }
    case .expose: return instruction.words.map { $0.text.lowercased() }
    case .from:
      return instruction.words.enumerated().map { $0.offset > 0 ? $0.element.text.lowercased() : $0.element.text }
    case .run:
      guard let step = steps.first(where: { $0.instruction === instruction }) else { return [] }
      return commands(step)
    default: return [instruction.exec == nil ? "shell" : "exec"] + instruction.words.map(\.text)
    }
  }

  /// The commands without what only keeps them from asking and drawing, and without a clean-up that follows the same one.
  private func commands(_ step: BuildStep) -> [String] {
    var result: [String] = []
    for command in step.script.commands {
      let silent = ["-y", "--progress=dot:giga"]
      let text = (command.assignments + command.words).map(\.text).filter { !silent.contains($0) }
        .joined(separator: " ")
      let isCleanUp = text.contains("clean") || text.hasPrefix("rm ")
      if isCleanUp, result.contains(text) { continue }
      result.append(text)
    }
    return result
  }

  @Test(arguments: dockerfiles) func theImageStaysTheSame(_ text: String) {
    let findings = ExampleProject.lint([("Dockerfile", text)], spec: nil).findings
    for finding in findings where finding.fix?.safety == .safe {
      guard let changed = FixApplication.apply([finding], includingUnsafe: false).first else { continue }
      let after = String(decoding: changed.bytes, as: UTF8.self)
      #expect(
        image(text) == image(after), "\(finding.rule) makes of \(text.debugDescription) \(after.debugDescription)")
    }
  }

  /// Which rules say of a fix that it changes nothing: another one belongs here only with a reason.
  @Test func onlyTheseRulesHaveSafeFixes() {
    let found = Set(
      Self.dockerfiles.flatMap { ExampleProject.lint([("Dockerfile", $0)], spec: nil).findings }
        .filter { $0.fix?.safety == .safe }.map(\.rule))
    #expect(
      found == [
        // The same bytes, written otherwise.
        "empty-continuation", "inconsistent-keyword-casing", "legacy-key-value-format", "mixed-from-as-casing",
        "redundant-platform", "uppercase-protocol", "uppercase-stage-name",
        // Texts are never unpacked; a build that has nobody to answer fails without -y.
        "add-instead-of-copy", "interactive-apt-get", "interactive-dnf", "interactive-yum", "interactive-zypper",
        // Only where nothing stands between the two; only for GNU's wget.
        "repeated-clean-up", "wget-progress",
      ])
  }

  /// No safe fix makes a finding that is worse than what it takes away.
  @Test(arguments: dockerfiles) func noFileTurnsRed(_ text: String) {
    let before = ExampleProject.lint([("Dockerfile", text)], spec: nil).findings
    guard let changed = FixApplication.apply(before, includingUnsafe: false).first else { return }
    let after = ExampleProject.lint([("Dockerfile", String(decoding: changed.bytes, as: UTF8.self))], spec: nil)
      .findings
    let errors = { (findings: [Finding]) in findings.filter { $0.severity == .error }.map(\.rule).sorted() }
    #expect(errors(after).count <= errors(before).count, "\(errors(before)) became \(errors(after)) in \(text)")
  }

  @Test(
    arguments: [
      ("ENV K \"v\"", "ENV K=\"v\""), ("ENV K v", "ENV K=v"), ("ENV K a b", "ENV K=\"a b\""),
      ("ENV K 'a b'", "ENV K='a b'"),
      ("LABEL k \"a b\"", "LABEL k=\"a b\""), ("ENV K $A/b", "ENV K=$A/b"), ("ENV K a\"b c\"d", "ENV K=a\"b c\"d"),
      ("ENV K\tv", "ENV K=v"),
      ("ENV K \"a\" b", nil), ("ENV K a\\ b", nil), ("ENV API_TOKEN v", nil),
    ] as [(String, String?)])
  func legacyPairsAreJoined(_ line: String, _ wanted: String?) {
    let findings = ExampleProject.findings(
      of: "legacy-key-value-format", [("Dockerfile", "FROM a:1\n\(line)\n")], spec: nil)
    #expect(findings.count == 1)
    let changed = FixApplication.apply(findings, includingUnsafe: false).first
    #expect(changed.map { String(decoding: $0.bytes, as: UTF8.self) } == wanted.map { "FROM a:1\n\($0)\n" })
  }
}
