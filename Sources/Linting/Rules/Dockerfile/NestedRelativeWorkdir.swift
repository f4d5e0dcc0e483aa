struct NestedRelativeWorkdir: DockerfileRule {
  static let card = RuleCard(
    "nested-relative-workdir", .dockerfile, summary: "WORKDIR is relative to the one above it.",
    rationale: "A change to the first silently moves the second.", severity: .advice,
    aliases: ["DL3000", "DS-0009", "CKV_DOCKER_10"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nWORKDIR /app\nWORKDIR ⟦src⟧\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR /app\nWORKDIR /app/src\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR app\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR /app\nWORKDIR $SRC\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      var base: String? = stage.parents.isEmpty ? nil : "the stage's base"
      for instruction in stage.all(.workdir) {
        let path = ContextPath.unquoted(instruction.arguments.text)
        if WorkdirPath.isAbsolute(path) {
          base = "'\(path)'"
        } else if let base {
          report.flag(
            file.place(instruction.arguments), "WORKDIR '\(path)' is relative to \(base)", help: "write the whole path")
        }
      }
    }
  }
}
