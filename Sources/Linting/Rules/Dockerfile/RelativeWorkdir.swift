import Diagnostics
import Syntax

struct RelativeWorkdir: DockerfileRule {
  static let card = RuleCard(
    "relative-workdir", .dockerfile, summary: "WORKDIR is relative before any absolute one.",
    rationale: "It depends on the working folder of the base image, and moves when that changes.", severity: .error,
    aliases: ["DL3000", "WorkdirRelativePath", "DS-0009", "CKV_DOCKER_10"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nWORKDIR ⟦app⟧\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR /app\nWORKDIR src\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR $HOME/app\nUSER node"),
    .flags("FROM node:20-alpine\nARG D=app\nWORKDIR ⟦$D⟧\nUSER node"),
    .flags("FROM node:20-alpine\nENV BASE=srv D=${BASE:-x}\nENV DIR=opt/app\nWORKDIR ⟦${DIR}/src⟧\nUSER node"),
    .flags("ARG D=app\nFROM node:20-alpine\nARG D\nWORKDIR ⟦$D⟧\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nARG D=/app\nWORKDIR $D\nUSER node"),
    .passes("FROM node:20-alpine\nARG D\nWORKDIR $D\nUSER node"),
    .passes("FROM scratch\nWORKDIR app\nUSER 1000", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nWORKDIR \"/app\"\nUSER node"),
    .passes(
      "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:/app\nUSER ContainerUser", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      var isAnchored = !stage.parents.isEmpty || file.isFromScratch(stage)
      for instruction in stage.all(.workdir) {
        let written = ContextPath.unquoted(instruction.arguments.text)
        let path = file.value(of: written, before: instruction, in: stage) ?? written
        if WorkdirPath.isAbsolute(path) {
          isAnchored = true
        } else if !isAnchored {
          report.flag(
            Location(file.source, instruction.arguments.range),
            "WORKDIR '\(path)' is relative, and nothing above says to what", help: "write the whole path: '/\(path)'")
        }
      }
    }
  }
}
