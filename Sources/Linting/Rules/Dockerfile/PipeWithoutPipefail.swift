import Artifacts

struct PipeWithoutPipefail: DockerfileRule {
  static let card = RuleCard(
    "pipe-without-pipefail", .dockerfile, summary: "A RUN pipes, and only the last program of the pipe can fail it.",
    rationale: "`curl … | tar x` succeeds where the download failed in the middle.", severity: .warning,
    aliases: ["DL4006"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN curl -s https://example.com/a ⟦|⟧ tar x\nUSER node"),
    .passes(
      "FROM node:20\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN curl -s https://example.com/a | tar x\nUSER node"
    ),
    .passes("FROM node:20\nRUN set -o pipefail && curl -s https://example.com/a | tar x\nUSER node"),
    .passes("FROM node:20\nRUN set -euxo pipefail; a | b\nUSER node"),
    .passes("FROM node:20\nRUN a || b\nUSER node"),
    .passes("FROM node:20\nSHELL [\"pwsh\", \"-c\"]\nRUN a | b\nUSER node"),
    .passes("FROM node:20\nRUN [\"bash\", \"-o\", \"pipefail\", \"-c\", \"a | b\"]\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for step in file.steps where !step.isTrigger && !step.shell.hasPipefail {
      guard let pipe = step.script.pipes.first, !setsPipefail(step) else { continue }
      report.flag(
        file.place(pipe), "a failure left of this '|' is not noticed",
        help: "put SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"] above, or `set -o pipefail` where sh knows it")
    }
  }

  private func setsPipefail(_ step: BuildStep) -> Bool {
    step.invocations.contains { invocation in
      (invocation.program == "set" || ["bash", "sh", "ash", "zsh", "ksh"].contains(invocation.program))
        && invocation.arguments.contains { $0.text == "pipefail" }
    }
  }
}
