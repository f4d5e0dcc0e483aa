import DeploymentSpec
import Diagnostics
import Syntax

struct CopyOwnedByRoot: DockerfileRule {
  static let card = RuleCard(
    "copy-owned-by-root", .dockerfile,
    summary: "A COPY gives its files to root, and a RUN below works on them as another user.",
    rationale:
      "COPY and ADD do not look at USER: without --chown the files are root's, and the user cannot write them. For the program itself that is as it should be; a RUN that installs or builds there fails.",
    severity: .advice)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\n⟦COPY⟧ . /app/\nRUN npm ci\nCMD [\"node\"]"),
    .flags("FROM node:20-alpine\n⟦COPY⟧ . /app/\nCOPY a /app/\nUSER node\nRUN npm ci\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nUSER node\nCOPY . /app/\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nCOPY . /app/\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nUSER node\nCOPY --chown=node:node . /app/\nRUN npm ci\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nCOPY . /app/\nRUN chown -R node /app\nUSER node\nRUN npm ci\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nCOPY --chown=node . /app/\nCOPY a /etc/a\nUSER node\nRUN npm ci\nCMD [\"node\"]"),
    .passes(
      "FROM node:20-alpine AS build\nFROM node:20-alpine\nCOPY --from=build /app /app\nUSER node\nRUN a\nCMD [\"node\"]"
    ),
    .passes("FROM node:20-alpine\nUSER root\nCOPY --chown=node . /app/\nUSER node\nRUN npm ci\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nUSER node\nCOPY . /app/\nUSER root\nRUN make\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine AS build\nUSER node\nCOPY . /app/\nFROM node:20-alpine\nUSER node\nCMD [\"node\"]"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard let stage = file.tree.finalStage else { return }
    let worked = workedAsUser(in: stage)
    var user: String?
    for instruction in file.tree.lineage(of: stage).flatMap(\.instructions) {
      if instruction.keyword == .user { user = instruction.arguments.text }
      guard let user, isCopy(instruction), !ContainerSettings.isRoot(user), instruction.flag("chown") == nil,
        worked.contains(ObjectIdentifier(instruction))
      else { continue }
      flag(
        instruction, "the files belong to root, and the RUN below works on them as '\(user.prefix(40))'", user, file,
        &report)
    }
    checkBefore(stage, worked, file, &report)
  }

  /// The instructions that a RUN follows before the user changes.
  private func workedAsUser(in stage: DockerfileStage) -> Set<ObjectIdentifier> {
    var result: Set<ObjectIdentifier> = []
    var hasRun = false
    for instruction in stage.instructions.reversed() {
      if hasRun { result.insert(ObjectIdentifier(instruction)) }
      if instruction.keyword == .run { hasRun = true }
      if instruction.keyword == .user { hasRun = false }
    }
    return result
  }

  /// A stage that never gives its user anything: said once.
  private func checkBefore(
    _ stage: DockerfileStage, _ worked: Set<ObjectIdentifier>, _ file: DockerfileSubject, _ report: inout Report
  ) {
    guard let last = stage.last(.user), !ContainerSettings.isRoot(last.arguments.text),
      let first = stage.instructions.first(where: { $0.keyword == .user }), first === last,
      worked.contains(ObjectIdentifier(last))
    else { return }
    let copies = stage.instructions.filter { isCopy($0) && $0.range.lowerBound < last.range.lowerBound }
    let changesOwner = file.steps(in: stage).contains { step in
      step.invocations.contains { $0.program == "chown" || $0.program == "install" }
    }
    guard !changesOwner, copies.allSatisfy({ $0.flag("chown") == nil }),
      let copy = copies.first(where: { $0.flag("from") == nil })
    else { return }
    let user = last.arguments.text
    flag(copy, "the files belong to root, and the RUN below works on them as '\(user.prefix(40))'", user, file, &report)
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
      help: "add --chown=\(user.prefix(40)) if it writes there",
      fix: .unsafe(Edit(file.place(end..<end), " --chown=\(user)")))
  }
}
