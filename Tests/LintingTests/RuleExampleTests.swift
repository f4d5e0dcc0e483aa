import Diagnostics
import Testing
import Workspace

@testable import Linting

/// Every example of every rule, as it stands and in other guises.
@Suite struct RuleExampleTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let rule: String
    let number: Int
    let example: Example
    var testDescription: String { "\(rule) #\(number + 1)" }
  }

  static let cases = RuleRegistry.all.flatMap { rule in
    type(of: rule).examples.enumerated().map { Case(rule: rule.card.id, number: $0, example: $1) }
  }

  private func findings(
    _ files: [(path: String, text: String)], _ testCase: Case, _ configuration: Configuration = Configuration()
  ) -> [Finding] {
    ExampleProject.findings(
      of: testCase.rule, files, spec: testCase.example.spec ?? Example.standardSpec, configuration: configuration,
      state: testCase.example.state)
  }

  private func expectMarks(_ files: [(path: String, text: String)], _ testCase: Case, _ guise: String) {
    let plain = files.map { ($0.path, Example.unmarked($0.text).text) }
    let found = findings(plain, testCase)
    for (path, marked) in files {
      let (text, ranges) = Example.unmarked(marked)
      let inFile = found.filter { $0.location.source.path == path }
      let got = inFile.map { SourceText(path: path, text: text).text($0.location.range) }
      let wanted = ranges.map { SourceText(path: path, text: text).text($0) }
      #expect(
        inFile.map(\.location.range) == ranges,
        "\(guise) \(path): flagged \(got), expected \(wanted); \(inFile.map(\.message))")
    }
    if !testCase.example.isFlagged { #expect(found.isEmpty, "\(guise): \(found.map(\.message))") }
  }

  @Test(arguments: cases) func flagsExactlyTheMarkedPlaces(_ testCase: Case) {
    expectMarks(testCase.example.files, testCase, "as written")
    let isMarked = testCase.example.files.contains { $0.text.contains("⟦") }
    #expect(testCase.example.isFlagged == isMarked)
  }

  /// A comment above changes nothing but where things stand.
  @Test(arguments: cases) func flagsTheSameBelowAComment(_ testCase: Case) {
    let isFirstLine = ["missing-variable", "syntax"].contains(testCase.rule)
    guard !isFirstLine else { return }
    let files = testCase.example.files.map { path, text in
      (path, FileKind(path: path) == .specDocument || FileKind(path: path) == .json ? text : "# a comment\n" + text)
    }
    expectMarks(files, testCase, "below a comment")
  }

  @Test(arguments: cases) func flagsTheSameWithCRLF(_ testCase: Case) {
    let files = testCase.example.files.map { ($0.path, $0.text.replacing("\n", with: "\r\n")) }
    expectMarks(files, testCase, "with CRLF")
  }

  @Test(arguments: cases.filter(\.example.isFlagged)) func theConfigurationCanAllowIt(_ testCase: Case) {
    guard testCase.rule != "unused-suppression" else { return }
    var configuration = Configuration()
    let source = SourceText(path: ".speclint.yaml", text: "")
    configuration.allow = [.init(path: Glob("**"), rules: [testCase.rule], reason: "a test", location: source.whole)]
    let files = testCase.example.files.map { ($0.path, Example.unmarked($0.text).text) }
    #expect(findings(files, testCase, configuration).isEmpty)
  }

  /// A suppression on the line before takes the finding away and is not called unused.
  @Test(arguments: cases.filter(\.example.isFlagged)) func aCommentCanAllowIt(_ testCase: Case) {
    guard !["unused-suppression", "suppression-without-reason", "syntax"].contains(testCase.rule) else { return }
    let files = testCase.example.files.map { ($0.path, suppressed($0.text, in: $0.path, testCase.rule)) }
    guard !files.contains(where: { FileKind(path: $0.0) == .json }) else { return }
    let outcome = ExampleProject.lint(
      files, spec: testCase.example.spec ?? Example.standardSpec, state: testCase.example.state)
    let left = outcome.findings.filter { $0.rule == testCase.rule || $0.rule == "unused-suppression" }
    #expect(left.isEmpty, "\(left.map { "\($0.rule): \($0.message) at \($0.location.start)" }) in \(files)")
  }

  /// Puts a suppression above every line that holds the start of a mark.
  private func suppressed(_ marked: String, in path: String, _ rule: String) -> String {
    let isMarkdown = FileKind(path: path) == .specDocument
    var lines: [String] = []
    for line in marked.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.contains("⟦") {
        let indent = line.prefix { $0 == " " }
        if isMarkdown {
          let isRow = line.hasPrefix("|") || line.hasPrefix("⟦|")
          lines.append(line + (isRow ? " <!-- speclint: allow \(rule) -- a test -->" : ""))
          if !isRow { lines[lines.count - 1] = "<!-- speclint: allow \(rule) -- a test -->\n" + line }
          continue
        }
        let mark = ["ts", "js", "go"].contains { path.hasSuffix("." + $0) } ? "//" : "#"
        lines.append("\(indent)\(mark) speclint: allow \(rule) -- a test")
      }
      lines.append(String(line))
    }
    return Example.unmarked(lines.joined(separator: "\n")).text
  }
}
