struct ShellFormHealthCheck: DockerfileRule {
  static let card = RuleCard(
    "shell-form-health-check", .dockerfile, summary: "A HEALTHCHECK's command is not in the JSON form.",
    rationale: "It starts a shell for every check, which the image must have. `|| exit 1` needs one.", severity: .advice, aliases: ["DL3025"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD ⟦node check.js⟧"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK CMD [\"node\", \"check.js\"]"),
    .passes("FROM node:20-alpine\nUSER node\nHEALTHCHECK NONE"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .healthcheck {
      guard let kind = instruction.words.first, kind.text.uppercased() == "CMD", instruction.words.count > 1,
        let last = instruction.words.last, instruction.exec == nil
      else { continue }
      report.flag(
        file.place(instruction.words[1].range.lowerBound..<last.range.upperBound), "the check runs in a shell",
        help: "write it as a JSON array where it needs no shell")
    }
  }
}
