import Vocabulary

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
    .passes(
      "FROM --platform=$BUILDPLATFORM tonistiigi/xx:1.5.0 AS xx\nFROM golang:1.25-alpine\nCOPY --from=xx / /\nUSER 1",
      spec: "# Nothing"),
    .passes("FROM golang:1.25-alpine\nCOPY --from=tonistiigi/xx:1.5.0 / /\nUSER 1", spec: "# Nothing"),
    .passes(
      "FROM scratch AS files\nCOPY a /a\nFROM node:20-alpine\nCOPY --from=files / /\nUSER node", spec: "# Nothing"),
    .passes("ARG B=scratch\nFROM alpine:3 AS a\nFROM $B\nCOPY --from=a / /\nUSER 1", spec: "# Nothing"),
  ]

  /// Onto `scratch` it is the way to flatten an image.
  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      for instruction in stage.instructions where instruction.keyword == .copy {
        guard let from = instruction.flag("from")?.value, let target = instruction.words.last,
          ContextPath.unquoted(target.text) == "/",
          let source = instruction.words.dropLast().first(where: {
            ["/", "/*", "/."].contains(ContextPath.unquoted($0.text))
          }), !isMadeForIt(from, file), !file.isFromScratch(stage)
        else { continue }
        report.flag(
          file.place(source), "the whole file system of '\(from)' is copied",
          help: "name the folders that are needed")
      }
    }
  }

  /// Images that hold a few files for others to take, such as tonistiigi's helpers for cross-compiling.
  private static let helpers: Set<String> = ["xx", "goxx", "osxcross", "xgo"]

  /// Whether a stage or image holds nothing but what is meant to be copied: it is built from scratch, or is a known helper.
  private func isMadeForIt(_ source: String, _ file: DockerfileSubject) -> Bool {
    let stage =
      Int(source).flatMap { file.stages.indices.contains($0) ? file.stages[$0] : nil }
      ?? file.tree.stageNames.first(source).map { file.stages[$0] }
    guard let stage else { return ImageReference(source).map { Self.helpers.contains($0.name) } ?? false }
    return file.isFromScratch(stage) || file.baseImage(of: stage).map { Self.helpers.contains($0.name) } ?? false
  }
}
