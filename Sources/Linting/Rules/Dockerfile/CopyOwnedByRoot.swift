import DeploymentSpec
import Diagnostics

struct CopyOwnedByRoot: DockerfileRule {
  static let card = RuleCard(
    "copy-owned-by-root", .dockerfile, summary: "A COPY behind a USER gives its files to root.",
    rationale:
      "COPY and ADD do not look at USER: without --chown the files are root's, and the user cannot write them.",
    severity: .advice)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\n⟦COPY⟧ . /app/\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nUSER node\nCOPY --chown=node:node . /app/\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nCOPY . /app/\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nUSER root\nCOPY . /app/\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine AS build\nUSER node\nCOPY . /app/\nFROM node:20-alpine\nUSER node\nCMD [\"node\"]"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard let stage = file.tree.finalStage else { return }
    var user: String?
    for instruction in file.tree.lineage(of: stage).flatMap(\.instructions) {
      if instruction.keyword == .user { user = instruction.arguments.text }
      guard let user, [.copy, .add].contains(instruction.keyword), !ContainerSettings.isRoot(user),
        instruction.flag("chown") == nil,
        instruction.range.lowerBound > stage.from.range.lowerBound
      else { continue }
      let end = instruction.keywordRange.upperBound
      report.flag(
        file.place(instruction.keywordRange), "the files become root's, though '\(user.prefix(40))' is the user here",
        help: "add --chown=\(user.prefix(40)), unless they are only to be read",
        fix: .unsafe(Edit(file.place(end..<end), " --chown=\(user)")))
    }
  }
}
