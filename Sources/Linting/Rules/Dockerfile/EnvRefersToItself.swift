import Artifacts
import Syntax

struct EnvRefersToItself: DockerfileRule {
  static let card = RuleCard(
    "env-refers-to-itself", .dockerfile, summary: "An ENV uses a variable that the same ENV defines.",
    rationale:
      "All values of one ENV are worked out before any of them is set: the reference sees the old value, or none.",
    severity: .error, aliases: ["DL3044"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nENV HOST=api URL=http://⟦$HOST⟧/\nUSER node"),
    .flags("FROM node:20-alpine\nENV HOST=api \\\n    URL=\"http://⟦${HOST}⟧/\"\nUSER node"),
    .passes("FROM node:20-alpine\nENV HOST=api\nENV URL=http://$HOST/\nUSER node"),
    .passes("FROM node:20-alpine\nENV PATH=/app/bin:$PATH\nUSER node"),
    .passes("FROM node:20-alpine\nENV HOST=a\nENV HOST=b URL=http://$HOST/\nUSER node"),
    .passes("FROM node:20-alpine\nENV HOST=api URL='http://$HOST/' OTHER=http://\\$HOST/\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      var defined: Set<String> = []
      for instruction in stage.instructions {
        if instruction.keyword == .env { check(instruction, defined, file, &report) }
        if instruction.keyword == .env || instruction.keyword == .arg {
          defined.formUnion(instruction.pairs.map(\.key))
        }
      }
    }
  }

  private func check(
    _ instruction: DockerfileInstruction, _ defined: Set<String>, _ file: DockerfileSubject, _ report: inout Report
  ) {
    let names = Set(instruction.pairs.map(\.key)).subtracting(defined)
    guard instruction.pairs.count > 1 else { return }
    for reference in BuildVariables.references(in: instruction, escape: file.tree.escape)
    where names.contains(reference.name) {
      guard let owner = instruction.pairs.first(where: { $0.range.overlaps(reference.range) }),
        owner.key != reference.name
      else { continue }
      report.flag(
        file.place(reference.range), "'\(reference.name)' is defined by this same ENV, so it has no value yet",
        help: "define '\(reference.name)' in an ENV of its own above")
    }
  }
}
