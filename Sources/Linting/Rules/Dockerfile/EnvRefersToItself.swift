import Artifacts
import Diagnostics
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
    .flags("FROM node:20-alpine\nENV PATH=/a:${PATH} PATH=/b:⟦${PATH}⟧\nUSER node"),
    .flags("FROM node:20-alpine\nENV PATH=/a:$PATH \\\n  HOST=x \\\n  PATH=/b:⟦$PATH⟧\nUSER node"),
    .passes("FROM node:20-alpine\nENV PATH=/a:$PATH\nENV PATH=/b:$PATH\nUSER node"),
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
    for reference in BuildVariables.references(in: instruction, escape: file.tree.escape) {
      guard let owner = instruction.pairs.first(where: { $0.range.overlaps(reference.range) }) else { continue }
      if owner.key == reference.name {
        checkRepeated(owner, reference, instruction, file, &report)
        continue
      }
      guard names.contains(reference.name) else { continue }
      report.flag(
        file.place(reference.range), "'\(reference.name)' is defined by this same ENV, so it has no value yet",
        help: "define '\(reference.name)' in an ENV of its own above")
    }
  }

  /// `ENV PATH=/a:$PATH PATH=/b:$PATH`: the second takes the place of the first, and does not see it.
  private func checkRepeated(
    _ owner: DockerfilePair, _ reference: BuildVariables.Reference, _ instruction: DockerfileInstruction,
    _ file: DockerfileSubject, _ report: inout Report
  ) {
    guard
      let first = instruction.pairs.first(where: {
        $0.key == owner.key && $0.range.upperBound <= owner.range.lowerBound
      })
    else { return }
    report.flag(
      file.place(reference.range), "this is the '\(owner.key)' from before the ENV: the value given above it is lost",
      help: "join both into one value, or write two ENV",
      related: [RelatedLocation(file.place(first.range), "the value that is lost")])
  }
}
