struct ShellFormInChosenShell: DockerfileRule {
  static let card = RuleCard(
    "shell-form-in-chosen-shell", .dockerfile, summary: "CMD or ENTRYPOINT is in the shell form behind a SHELL.",
    rationale: "Whoever chose the shell probably means it; but it does not pass SIGTERM on either.", severity: .advice,
    aliases: ["DL3025"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\nSHELL [\"/bin/bash\", \"-c\"]\nCMD ⟦node main.js⟧"),
    .passes("FROM node:20-alpine\nUSER node\nCMD node main.js"),
    .passes("FROM node:20-alpine\nUSER node\nSHELL [\"/bin/bash\", \"-c\"]\nCMD [\"node\"]"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      guard let shell = stage.instructions.first(where: { $0.keyword == .shell }) else { continue }
      for instruction in stage.instructions where [.cmd, .entrypoint].contains(instruction.keyword) {
        guard instruction.exec == nil, instruction.range.lowerBound > shell.range.lowerBound,
          !instruction.arguments.text.isEmpty
        else { continue }
        report.flag(
          file.place(instruction.arguments),
          "\(instruction.keyword?.rawValue ?? "CMD") runs in the shell that SHELL names")
      }
    }
  }
}
