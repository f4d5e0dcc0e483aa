import Diagnostics
import Syntax

struct RelativeWorkdir: DockerfileRule {
  static let card = RuleCard(
    "relative-workdir", .dockerfile, summary: "WORKDIR is relative before any absolute one.",
    rationale: "It depends on where the base image happens to stand, and moves when that changes.", severity: .error,
    aliases: ["DL3000", "WorkdirRelativePath", "DS-0009", "CKV_DOCKER_10"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nWORKDIR ⟦app⟧\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR /app\nWORKDIR src\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR $HOME/app\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR \"/app\"\nUSER node"),
    .passes(
      "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:/app\nUSER ContainerUser", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      var isAnchored = stage.parent != nil
      for instruction in stage.all(.workdir) {
        let path = instruction.arguments.text.filter { $0 != "\"" && $0 != "'" }
        if WorkdirPath.isAbsolute(path) {
          isAnchored = true
        } else if !isAnchored {
          report.flag(
            Location(file.source, instruction.arguments.range),
            "WORKDIR '\(path)' is relative to wherever the base image stands")
        }
      }
    }
  }
}
