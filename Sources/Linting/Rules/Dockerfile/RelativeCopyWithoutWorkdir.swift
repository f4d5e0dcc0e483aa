struct RelativeCopyWithoutWorkdir: DockerfileRule {
  static let card = RuleCard(
    "relative-copy-without-workdir", .dockerfile, summary: "COPY goes to a relative path, and no WORKDIR is set.",
    rationale: "The files land in the working folder of the base image, whatever that is.", severity: .warning,
    aliases: ["DL3045"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nCOPY package.json ⟦app/⟧\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR /app\nCOPY package.json ./\nUSER node"),
    .passes("FROM node:20-alpine AS base\nWORKDIR /app\nFROM base\nCOPY package.json ./\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY package.json $APP\nCOPY a /b\nUSER node"),
    .passes("FROM scratch\nCOPY app app\nUSER 1000", spec: "# Nothing"),
    .passes("FROM scratch AS base\nFROM base\nCOPY app app\nUSER 1000", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nCOPY [\"a\", \"C:\\\\app\"]\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages where !file.isFromScratch(stage) {
      var isAnchored = file.tree.lineage(of: stage).dropLast().contains { !$0.all(.workdir).isEmpty }
      for instruction in stage.instructions {
        if instruction.keyword == .workdir { isAnchored = true }
        guard instruction.keyword == .copy, !isAnchored, let target = instruction.words.last,
          instruction.words.count > 1,
          !WorkdirPath.isAbsolute(target.text)
        else { continue }
        report.flag(
          file.place(target), "'\(target.text)' is relative, and no WORKDIR above says to what",
          help: "set WORKDIR above, or write the whole path")
      }
    }
  }
}
