struct CopyFromItself: DockerfileRule {
  static let card = RuleCard(
    "copy-from-itself", .dockerfile, summary: "COPY --from names the stage that it stands in.",
    rationale: "A stage cannot copy from itself: the build fails.", severity: .error, aliases: ["DL3023", "DS-0006"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine AS app\nCOPY --from=⟦app⟧ /a /b\nUSER node"),
    .passes("FROM node:20-alpine AS build\nFROM node:20-alpine AS app\nCOPY --from=build /a /b\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      for instruction in stage.all(.copy) {
        guard let flag = instruction.flag("from"), let source = flag.value,
          source.lowercased() == stage.name?.text.lowercased() || source == "\(stage.index)"
        else { continue }
        report.flag(
          file.place(flag.valueRange), "'\(source)' is the stage that this COPY is part of",
          help: "remove --from to copy from the build context")
      }
    }
  }
}
