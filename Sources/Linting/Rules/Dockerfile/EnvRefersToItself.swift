import ByteSearch
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
    guard instruction.pairs.count > 1 else { return }
    let names = Set(instruction.pairs.map(\.key).filter { !defined.contains($0) })
    let firsts = Dictionary(instruction.pairs.map { ($0.key, $0) }, uniquingKeysWith: { a, _ in a })
    for reference in BuildVariables.references(in: instruction, escape: file.tree.escape) {
      let next = instruction.pairs.partitionIndex { $0.range.upperBound > reference.range.lowerBound }
      guard next < instruction.pairs.count, case let owner = instruction.pairs[next],
        owner.range.overlaps(reference.range)
      else { continue }
      if owner.key == reference.name {
        checkRepeated(owner, firsts[owner.key], reference, file, &report)
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
    _ owner: DockerfilePair, _ first: DockerfilePair?, _ reference: BuildVariables.Reference,
    _ file: DockerfileSubject, _ report: inout Report
  ) {
    guard let first, first.range.upperBound <= owner.range.lowerBound else { return }
    report.flag(
      file.place(reference.range), "this is the '\(owner.key)' from before the ENV: the value given above it is lost",
      help: "join both into one value, or write two ENV",
      related: [RelatedLocation(file.place(first.range), "the value that is lost")])
  }
}
