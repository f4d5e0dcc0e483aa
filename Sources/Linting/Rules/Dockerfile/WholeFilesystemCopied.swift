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
  ]

  /// Onto `scratch` it is the way to flatten an image.
  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages where stage.base?.text != "scratch" {
      for instruction in stage.all(.copy) where instruction.flag("from") != nil {
        guard instruction.words.last?.text == "/",
          let source = instruction.words.dropLast().first(where: {
            $0.text == "/" || $0.text == "/*" || $0.text == "/."
          })
        else { continue }
        report.flag(
          file.place(source), "the whole file system of '\(instruction.flag("from")?.value ?? "")' is copied",
          help: "name the folders that are needed")
      }
    }
  }
}
