import Diagnostics
import Syntax

struct ShellFormCommand: DockerfileRule {
  static let card = RuleCard(
    "shell-form-command", .dockerfile, summary: "CMD or ENTRYPOINT is not in the JSON form.",
    rationale:
      "The shell form runs under `sh -c`, which does not pass SIGTERM on: the container is killed instead of stopped.",
    severity: .warning, aliases: ["DL3025", "JSONArgsRecommended"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\nCMD ⟦node main.js⟧"),
    .flags("FROM node:20-alpine\nUSER node\nENTRYPOINT ⟦['node', 'main.js']⟧"),
    .passes("FROM node:20-alpine\nUSER node\nCMD [\"node\", \"main.js\"]"),
    .passes("FROM node:20-alpine\nUSER node\nSHELL [\"/bin/bash\", \"-c\"]\nCMD node main.js"),
    .passes("FROM node:20-alpine AS base\nSHELL [\"/bin/bash\", \"-c\"]\nFROM base\nUSER node\nCMD foo"),
    .flags("FROM node:20-alpine AS a\nSHELL [\"/bin/bash\", \"-c\"]\nFROM node:20-alpine\nUSER node\nCMD ⟦foo⟧"),
  ]

  /// Silent once a SHELL was chosen, as BuildKit is.
  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      var hasShell = file.tree.lineage(of: stage).dropLast().contains { !$0.all(.shell).isEmpty }
      for instruction in stage.instructions {
        if instruction.keyword == .shell { hasShell = true }
        guard instruction.keyword == .cmd || instruction.keyword == .entrypoint, instruction.exec == nil, !hasShell,
          !instruction.arguments.text.isEmpty
        else { continue }
        let array = JSONForm.array(of: instruction.words[...], in: instruction, file.tree)
        let fix = array.map { Fix.unsafe(Edit(file.place(instruction.arguments), $0)) }
        report.flag(
          Location(file.source, instruction.arguments.range),
          "\(instruction.keyword?.rawValue ?? "CMD") is in the shell form: the program gets no signals",
          help: "write it as a JSON array with double quotes: [\"node\", \"main.js\"]", fix: fix)
      }
    }
  }
}
