import Artifacts
import ByteSearch
import Diagnostics
import Syntax

struct SecretEchoed: ProjectRule {
  static let card = RuleCard(
    "secret-echoed", .variables, summary: "A workflow's script prints a secret.",
    rationale: "GitHub hides the value as it is, not encoded, cut or split over lines; logs are kept and shared.",
    severity: .error)

  private static func workflow(_ run: String) -> [(path: String, text: String)] {
    [
      (
        ".github/workflows/deploy.yml",
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      TOKEN: ${{ secrets.JWT_SECRET }}\n    steps:\n      - run: \(run)\n"
      )
    ]
  }

  static let examples: [Example] = [
    .flags(workflow("⟦echo \"$TOKEN\"⟧")),
    .flags(workflow("⟦echo ${{ secrets.JWT_SECRET }}⟧")),
    .passes(workflow("echo \"$TOKEN\" | docker login -u ci --password-stdin")),
    .passes(workflow("|\n          printf '%s' \"$TOKEN\" > key.txt\n          echo deployed")),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    for script in project.artifacts.compactMap(\.artifact.workflow).flatMap(\.scripts) {
      let source = script.location.source
      let lines = source.lines
      let range = script.location.range
      for line in lines.line(at: range.lowerBound)...lines.line(at: max(range.lowerBound, range.upperBound - 1)) {
        let content = source.bytes.trimmed(lines.content(of: line, in: source.bytes).clamped(to: range))
        if prints(content, script, source) {
          report.flag(
            Location(source, content), "this prints a secret into the log",
            help: "hand it over in a variable or on standard input")
        }
      }
    }
  }

  /// `echo` and `printf` whose output goes neither to another program nor into a file.
  private func prints(_ line: Range<Int>, _ script: Workflow.Script, _ source: SourceText) -> Bool {
    let text = source.text(line)
    guard text.hasPrefix("echo ") || text.hasPrefix("printf "), !text.contains("|"), !text.contains(">") else {
      return false
    }
    if text.contains("${{"), text.contains("secrets.") { return true }
    return VariableReference.find(in: source.bytes, line).contains { script.secretVariables.contains($0.name) }
  }
}
