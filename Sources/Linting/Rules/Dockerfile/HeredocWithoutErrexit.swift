import Artifacts
import Diagnostics
import Syntax

struct HeredocWithoutErrexit: DockerfileRule {
  static let card = RuleCard(
    "heredoc-without-errexit", .dockerfile,
    summary: "A RUN heredoc has several commands, and only the last can fail the build.",
    rationale:
      "A heredoc is one script: a line that fails is passed over, and the image is built from what was left. `set -e` in the first line, or a shell that is started with -e, ends it there.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN ⟦<<EOF⟧\nmake one\nmake two\nEOF\nUSER node"),
    .flags("FROM node:20\nRUN ⟦<<EOF⟧ bash\n# build\nmake one; make two\nEOF\nUSER node"),
    .flags(
      "FROM node:20\nRUN ⟦<<EOF⟧\n#!/bin/sh\nset -x\napt-get update\napt-get install -y curl=1\nrm -rf /var/lib/apt/lists/*\nEOF\nUSER node"
    ),
    .flags("FROM node:20\nRUN ⟦<<-'EOF'⟧\n\tif true; then\n\t\tmake one\n\tfi\n\tmake two\n\tEOF\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF\nset -e\nmake one\nmake two\nEOF\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF\nset -euxo pipefail\nmake one\nmake two\nEOF\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF\nexport A=1\nset -o errexit\nmake one\nmake two\nEOF\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF bash -e\nmake one\nmake two\nEOF\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF\n#!/bin/bash -e\nmake one\nmake two\nEOF\nUSER node"),
    .passes(
      "FROM node:20\nSHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN <<EOF\nmake one\nmake two\nEOF\nUSER node"
    ),
    .passes("FROM node:20\nRUN <<EOF\nmake one && \\\n  make two\nEOF\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF\nmake one || exit 1\nmake two\nEOF\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF\necho one\nexport A=b\nmake two\nEOF\nUSER node"),
    .passes("FROM node:20\nRUN <<EOF python3\nimport os\nprint(1)\nEOF\nUSER node"),
    .passes("FROM node:20\nRUN cat <<EOF > /etc/x\none\ntwo\nEOF\nUSER node"),
    .passes("FROM node:20\nRUN make one; make two\nUSER node"),
  ]

  /// What can hardly fail, and what only prepares.
  private static let harmless: Set<String> = [
    "echo", "printf", "export", "set", "true", ":", "umask", "shopt", "alias", "",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for step in file.steps where !step.shell.stopsAtErrors && step.shell.isPOSIX && step.isHeredoc {
      let commands = step.script.commands.filter { $0.depth == 0 }
      let unguarded = commands.indices.dropLast().prefix { !setsErrexit(commands[$0]) }
      guard let index = unguarded.first(where: { isPassedOver($0, commands) }) else { continue }
      let marker = step.instruction.heredocs[0].marker
      report.flag(
        file.place(marker), "the build goes on when '\(commands[index].program.prefix(40))' in this script fails",
        help: "begin the script with `set -e`",
        related: [RelatedLocation(file.place(commands[index].range), "passed over when it fails")])
    }
  }

  private func isPassedOver(_ index: Int, _ commands: [ShellCommand]) -> Bool {
    let command = commands[index]
    guard !command.isCondition, !Self.harmless.contains(command.program) else { return false }
    // What is joined to the next is that one's business, and `||` has an answer.
    return commands[index + 1].connector == .sequence
  }

  private func setsErrexit(_ command: ShellCommand) -> Bool {
    guard command.program == "set" else { return false }
    let words = command.arguments.map(\.text)
    return words.contains("errexit")
      || words.contains { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.contains("e") }
  }
}
