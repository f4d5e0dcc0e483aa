struct ReservedStageName: DockerfileRule {
  static let card = RuleCard(
    "reserved-stage-name", .dockerfile, summary: "A stage has a name with another meaning.",
    rationale: "`scratch` is the empty image and `context` the build's own files.", severity: .warning,
    aliases: ["DL3063", "ReservedStageName"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine AS ⟦scratch⟧\nUSER node"),
    .flags("FROM node:20-alpine AS ⟦context⟧\nUSER node"),
    .passes("FROM node:20-alpine AS build\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for name in file.stages.compactMap(\.name) where ["scratch", "context"].contains(name.text.lowercased()) {
      report.flag(
        file.place(name), "'\(name.text)' is a reserved word of Docker", help: "give the stage another name")
    }
  }
}
