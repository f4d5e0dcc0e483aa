struct ShellFormInChosenShell: DockerfileRule {
  static let card = RuleCard(
    "shell-form-in-chosen-shell", .dockerfile,
    summary: "CMD or ENTRYPOINT is in the shell form, in a shell that SHELL chose.",
    rationale: "Whoever chose the shell probably means it; but it does not pass SIGTERM on either.", severity: .advice,
    aliases: ["DL3025"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\nSHELL [\"/bin/bash\", \"-c\"]\nCMD ⟦node main.js⟧"),
    .flags("FROM node:20-alpine AS base\nSHELL [\"/bin/bash\", \"-c\"]\nFROM base\nUSER node\nCMD ⟦foo⟧"),
    .passes("FROM node:20-alpine\nUSER node\nCMD node main.js"),
    .passes("FROM node:20-alpine\nUSER node\nSHELL [\"/bin/bash\", \"-c\"]\nCMD [\"node\"]"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      guard let shell = file.tree.lineage(of: stage).lazy.compactMap({ $0.all(.shell).first }).first else { continue }
      for instruction in stage.instructions where [.cmd, .entrypoint].contains(instruction.keyword) {
        guard instruction.exec == nil, instruction.range.lowerBound > shell.range.lowerBound,
          !instruction.arguments.text.isEmpty
        else { continue }
        report.flag(
          file.place(instruction.arguments),
          "\(instruction.keyword?.rawValue ?? "CMD") runs in the shell that SHELL names, which passes no signals on",
          help: "write it as a JSON array, or begin it with `exec`")
      }
    }
  }
}
