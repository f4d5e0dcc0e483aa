import Diagnostics

struct ApkCacheLeft: DockerfileRule {
  static let card = RuleCard(
    "apk-cache-left", .dockerfile, summary: "apk add keeps its index in the image.",
    rationale: "--no-cache does without: no `apk update` before and no `rm` behind is needed.", severity: .advice,
    aliases: ["DL3019", "DS-0025"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN apk update && apk ⟦add⟧ curl\nUSER node"),
    .passes("FROM node:20-alpine\nRUN apk add --no-cache curl\nUSER node"),
    .passes("FROM node:20-alpine\nRUN apk --no-cache add curl\nUSER node"),
    .passes("FROM node:20-alpine\nRUN --mount=type=cache,target=/var/cache/apk apk add curl\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .apk) where !call.has("--no-cache") && !call.step.isMounted("/var/cache/apk") {
      report.flag(
        file.place(call.subcommand), "apk's index stays in the layer", help: "add --no-cache",
        fix: .safe(call.inserting("--no-cache", file)))
    }
  }
}
