import Syntax

struct ConsecutiveRuns: DockerfileRule {
  static let card = RuleCard(
    "consecutive-runs", .dockerfile, summary: "A RUN follows another one directly.",
    rationale: "Each makes a layer; what the first leaves behind the second cannot take away.", severity: .advice,
    aliases: ["DL3059"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN make a\n⟦RUN make b⟧\nUSER node"),
    .passes("FROM node:20-alpine\nRUN make a && make b\nUSER node"),
    .passes("FROM node:20-alpine\nRUN make a\nCOPY b b\nRUN make b\nUSER node"),
    .passes("FROM node:20-alpine\nRUN make a\nRUN --mount=type=cache,target=/c make b\nUSER node"),
    .passes("FROM node:20-alpine\nRUN make a\nRUN a && b\nUSER node"),
    .passes("FROM node:20-alpine AS build\nRUN make a\nRUN make b\nFROM node:20-alpine\nUSER node"),
    .flags("FROM node:20-alpine AS base\nRUN make a\n⟦RUN make b⟧\nFROM base\nUSER node"),
  ]

  /// A long RUN behind another is kept apart on purpose: for the cache. The layers of other stages are in no image.
  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let kept = file.keptStages
    var commands: [ObjectIdentifier: Int] = [:]
    for step in file.steps { commands[ObjectIdentifier(step.instruction)] = step.script.commands.count }
    func isShort(_ instruction: DockerfileInstruction) -> Bool {
      commands[ObjectIdentifier(instruction), default: 0] <= 1
    }
    for stage in file.stages where kept.contains(stage.index) {
      for (previous, instruction) in zip(stage.instructions, stage.instructions.dropFirst()) {
        guard previous.keyword == .run, instruction.keyword == .run, flags(previous) == flags(instruction),
          isShort(instruction), isShort(previous)
        else { continue }
        report.flag(
          file.place(instruction.range), "this RUN directly follows another one, and adds one more layer",
          help: "join them with &&")
      }
    }
  }

  private func flags(_ instruction: DockerfileInstruction) -> [String] {
    instruction.flags.map { "\($0.name)=\($0.value ?? "")" }
  }
}
