import DeploymentSpec
struct RootUserInBuildStage: DockerfileRule {
  static let card = RuleCard(
    "root-user-in-build-stage", .dockerfile, summary: "A stage that is not the final one ends as root.",
    rationale: "The image that runs is another one; some teams want no root anywhere.", severity: .advice,
    aliases: ["DL3002"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine AS build\nUSER ⟦root⟧\nRUN make\nFROM node:20-alpine\nUSER node"),
    .passes("FROM node:20-alpine AS build\nUSER root\nRUN make\nUSER node\nFROM node:20-alpine\nUSER node"),
    .passes("FROM node:20-alpine AS base\nUSER root\nRUN make\nFROM base\nUSER node"),
    .passes("FROM node:20-alpine\nUSER root"),
    .flags("FROM node:20-alpine AS base\nUSER ⟦root⟧\nFROM base AS test\nRUN make\nFROM base\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let kept = file.keptStages
    var told: Set<Int> = []
    for stage in file.stages where !kept.contains(stage.index) {
      let last = file.tree.lineage(of: stage).reversed().lazy.compactMap { $0.last(.user) }.first
      guard let user = last, ContainerSettings.isRoot(user.arguments.text),
        told.insert(user.range.lowerBound).inserted
      else { continue }
      let name = stage.name.map { "the stage '\($0.text)'" } ?? "this stage"
      report.flag(
        file.place(user.arguments), "\(name) ends as '\(user.arguments.text)'",
        help: "add USER with a user without privileges at its end, unless only its files are used")
    }
  }
}
