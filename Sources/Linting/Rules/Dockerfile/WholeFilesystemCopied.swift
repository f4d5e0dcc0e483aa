struct WholeFilesystemCopied: DockerfileRule {
  static let card = RuleCard(
    "whole-filesystem-copied", .dockerfile, summary: "COPY takes the whole file system of another stage.",
    rationale: "With it come caches, secrets of the build and set-uid programs.", severity: .warning,
    aliases: ["DL3067"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine AS build\nFROM node:20-alpine\nCOPY --from=build ⟦/⟧ /\nUSER node"),
    .passes("FROM node:20-alpine AS build\nFROM node:20-alpine\nCOPY --from=build /app /app\nUSER node"),
    .passes("FROM node:20-alpine AS build\nFROM scratch\nCOPY --from=build / /\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nCOPY / /app/\nUSER node"),
    .flags("FROM node:20-alpine AS build\nFROM node:20-alpine\nCOPY --from=build ⟦\"/\"⟧ \"/\"\nUSER node"),
    .flags("FROM node:20-alpine AS build\nFROM node:20-alpine\nCOPY --from=build [\"⟦/⟧\", \"/\"]\nUSER node"),
    .passes(
      "FROM node:20-alpine AS build\nFROM scratch AS flat\nFROM flat\nCOPY --from=build / /\nUSER node",
      spec: "# Nothing"),
    .passes("ARG B=scratch\nFROM alpine:3 AS a\nFROM $B\nCOPY --from=a / /\nUSER 1", spec: "# Nothing"),
  ]

  /// Onto `scratch` it is the way to flatten an image.
  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages where !file.isFromScratch(stage) {
      for instruction in stage.all(.copy) where instruction.flag("from") != nil {
        guard let target = instruction.words.last, ContextPath.unquoted(target.text) == "/",
          let source = instruction.words.dropLast().first(where: {
            ["/", "/*", "/."].contains(ContextPath.unquoted($0.text))
          })
        else { continue }
        report.flag(
          file.place(source), "the whole file system of '\(instruction.flag("from")?.value ?? "")' is copied",
          help: "name the folders that are needed")
      }
    }
  }
}
