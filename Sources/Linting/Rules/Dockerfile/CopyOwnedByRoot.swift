import DeploymentSpec
import Diagnostics
import Syntax

struct CopyOwnedByRoot: DockerfileRule {
  static let card = RuleCard(
    "copy-owned-by-root", .dockerfile,
    summary: "A COPY gives its files to root, and the container runs as another user.",
    rationale:
      "COPY and ADD do not look at USER: without --chown the files are root's, and the user cannot write them.",
    severity: .advice)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\n⟦COPY⟧ . /app/\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nUSER node\nCOPY --chown=node:node . /app/\nCMD [\"node\"]"),
    .flags("FROM node:20-alpine\n⟦COPY⟧ . /app/\nCOPY a /app/\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nCOPY . /app/\nRUN chown -R node /app\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nCOPY --chown=node . /app/\nCOPY a /etc/a\nUSER node\nCMD [\"node\"]"),
    .passes(
      "FROM node:20-alpine AS build\nFROM node:20-alpine\nCOPY --from=build /app /app\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nUSER root\nCOPY --chown=node . /app/\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine AS build\nUSER node\nCOPY . /app/\nFROM node:20-alpine\nUSER node\nCMD [\"node\"]"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard let stage = file.tree.finalStage else { return }
    var user: String?
    for instruction in file.tree.lineage(of: stage).flatMap(\.instructions) {
      if instruction.keyword == .user { user = instruction.arguments.text }
      guard let user, isCopy(instruction), !ContainerSettings.isRoot(user), instruction.flag("chown") == nil,
        instruction.range.lowerBound > stage.from.range.lowerBound
      else { continue }
      flag(instruction, "the files become root's, though '\(user.prefix(40))' is the user here", user, file, &report)
    }
    checkBefore(stage, file, &report)
  }

  /// A stage that never gives its user anything: said once.
  private func checkBefore(_ stage: DockerfileStage, _ file: DockerfileSubject, _ report: inout Report) {
    guard let last = stage.last(.user), !ContainerSettings.isRoot(last.arguments.text),
      let first = stage.instructions.first(where: { $0.keyword == .user }), first === last
    else { return }
    let copies = stage.instructions.filter { isCopy($0) && $0.range.lowerBound < last.range.lowerBound }
    let changesOwner = file.steps.contains { step in
      step.stage == stage.index && step.invocations.contains { $0.program == "chown" || $0.program == "install" }
    }
    guard !changesOwner, copies.allSatisfy({ $0.flag("chown") == nil }),
      let copy = copies.first(where: { $0.flag("from") == nil })
    else { return }
    let user = last.arguments.text
    flag(copy, "the files become root's, and '\(user.prefix(40))' below cannot write them", user, file, &report)
  }

  private func isCopy(_ instruction: DockerfileInstruction) -> Bool {
    instruction.keyword == .copy || instruction.keyword == .add
  }

  private func flag(
    _ instruction: DockerfileInstruction, _ message: String, _ user: String, _ file: DockerfileSubject,
    _ report: inout Report
  ) {
    let end = instruction.keywordRange.upperBound
    report.flag(
      file.place(instruction.keywordRange), message,
      help: "add --chown=\(user.prefix(40)), unless they are only to be read",
      fix: .unsafe(Edit(file.place(end..<end), " --chown=\(user)")))
  }
}
