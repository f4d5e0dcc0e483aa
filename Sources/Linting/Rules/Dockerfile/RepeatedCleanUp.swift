import Artifacts
import Diagnostics

struct RepeatedCleanUp: DockerfileRule {
  static let card = RuleCard(
    "repeated-clean-up", .dockerfile, summary: "A RUN cleans up the same thing twice.",
    rationale: "The second finds nothing: one of them was meant for something else, or can go.", severity: .advice)

  static let examples: [Example] = [
    .flags(
      "FROM node:20\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && ⟦rm -rf /var/lib/apt/lists/*⟧\nUSER node"
    ),
    .flags("FROM node:20\nRUN apt-get clean \\\n && make \\\n && ⟦apt-get clean⟧\nUSER node"),
    .passes(
      "FROM node:20\nRUN rm -rf /var/lib/apt/lists/* && apt-get update && rm -rf /var/lib/apt/lists/*\nUSER node"),
    .passes("FROM node:20\nRUN rm -rf a && make && rm -rf a\nUSER node"),
  ]

  private static let programs: Set<String> = [
    "apt-get", "apt", "apk", "yum", "dnf", "microdnf", "zypper", "pip", "npm", "yarn", "rm",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for step in file.steps {
      var done: [String: Invocation] = [:]
      for invocation in step.invocations where Self.programs.contains(invocation.program) {
        guard isCleanUp(invocation) else {
          done = [:]
          continue
        }
        let text = ([invocation.program] + invocation.arguments.map(\.text)).joined(separator: " ")
        guard let first = done[text] else {
          done[text] = invocation
          continue
        }
        report.flag(
          file.place(invocation.range), "this was already cleaned up above", help: "remove one of the two",
          related: [RelatedLocation(file.place(first.range), "the first time")],
          fix: fix(invocation, after: first, step, file))
      }
    }
  }

  private func isCleanUp(_ invocation: Invocation) -> Bool {
    let words = invocation.arguments.map(\.text)
    if invocation.program == "rm" {
      return words.contains {
        $0.hasPrefix("/var/cache/") || $0.hasPrefix("/var/lib/apt/lists") || $0.hasPrefix("/root/.cache")
      }
    }
    return words.first == "clean" || words.first == "autoclean" || words.prefix(2).elementsEqual(["cache", "clean"])
  }

  /// Takes the command out with the `&&` before it: safe where nothing but cleaning up stands between.
  private func fix(_ invocation: Invocation, after first: Invocation, _ step: BuildStep, _ file: DockerfileSubject)
    -> Fix?
  {
    let between = step.invocations.filter { $0.command > first.command && $0.command < invocation.command }
    let command = step.command(of: invocation)
    guard invocation.command > 0, command.connector == .and, command.redirections.isEmpty,
      command.range == invocation.range
    else { return nil }
    let previous = step.script.commands[invocation.command - 1]
    guard previous.depth == command.depth else { return nil }
    let gap = file.source.text(previous.range.upperBound..<command.range.lowerBound)
    guard gap.allSatisfy({ $0.isWhitespace || $0 == "&" || $0 == "\\" }) else { return nil }
    return Fix(
      safety: between.allSatisfy(isCleanUp) ? .safe : .unsafe,
      edits: [Edit(file.place(previous.range.upperBound..<command.range.upperBound), "")])
  }
}
