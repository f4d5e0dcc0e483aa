import DeploymentSpec
import Diagnostics

struct UnreadVariable: SpecRule {
  static let card = RuleCard(
    "unread-variable", .variables, summary: "The spec lists a variable that no code reads.",
    rationale: "It is left over, or the code reads another name.", severity: .advice, needsSpec: true)

  private static func spec(_ row: String) -> String {
    "# Configuration\n\n## 2.1 Variables\n\n| Variable | Secret |\n|---|---|\n| PORT | ❌ |\n\(row)"
  }

  static let examples: [Example] = [
    .flags([
      ("env-config.md", spec("| ⟦QUEUE_NAME⟧ | ❌ |\n")), ("src/app.ts", "listen(process.env.PORT)\n"),
    ]),
    .passes([
      ("env-config.md", spec("| QUEUE_NAME | ❌ |\n")),
      ("src/app.ts", "const { PORT, QUEUE_NAME } = process.env\nlisten(process.env.PORT)\n"),
    ]),
    .passes([("env-config.md", spec("| NODE_ENV | ❌ |\n")), ("src/app.ts", "listen(process.env.PORT)\n")]),
    .passes([("env-config.md", spec("| QUEUE_NAME | ❌ |\n"))]),
  ]

  /// Only where the code reads some variable in a way that we know; a name that stands anywhere in the code is read.
  /// Runtimes read theirs themselves.
  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    guard project.code.isWhole, project.code.uses.contains(where: { !$0.isEmpty }) else { return }
    for variable in spec.variables.all where variable.isDescribed && !isRuntimes(variable.name) {
      guard !project.code.mentioned.contains(variable.name), let mention = variable.mentions.first else { continue }
      report.flag(mention.location, "no code reads '\(variable.name)'")
    }
  }

  private func isRuntimes(_ name: String) -> Bool {
    UndeclaredVariable.isWellKnown(name) || name == "NODE_ENV" || name.hasPrefix("AWS_")
  }
}
