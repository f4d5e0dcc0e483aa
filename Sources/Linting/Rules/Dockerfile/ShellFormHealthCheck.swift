import Diagnostics
struct ShellFormHealthCheck: DockerfileRule {
  static let card = RuleCard(
    "shell-form-health-check", .dockerfile,
    summary: "A HEALTHCHECK's command is not in the JSON form, though it needs no shell.",
    rationale: "It starts a shell for every check, which the image must have. What uses one, as `|| exit 1` does, may.",
    severity: .advice, aliases: ["DL3025"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD ⟦node check.js⟧"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD [\"node\", \"check.js\"]"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK NONE"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD curl -f http://localhost:3000/health || exit 1"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .healthcheck {
      guard let kind = instruction.words.first, kind.text.uppercased() == "CMD", instruction.words.count > 1,
        let last = instruction.words.last, instruction.exec == nil,
        let array = JSONForm.array(of: instruction.words.dropFirst(), in: instruction, file.tree)
      else { continue }
      let place = file.place(instruction.words[1].range.lowerBound..<last.range.upperBound)
      report.flag(
        place, "the health check runs in a shell that it does not need", help: "write it as a JSON array",
        fix: .unsafe(Edit(place, array)))
    }
  }
}
