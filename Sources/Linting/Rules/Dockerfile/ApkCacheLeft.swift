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
    .passes("FROM node:20-alpine\nRUN --mount=type=cache,target=/etc/apk/cache apk add curl\nUSER node"),
    .passes("FROM node:20-alpine\nRUN apk add --no-network --allow-untrusted ./x.apk\nUSER node"),
    .flags("FROM node:20-alpine\nRUN apk ⟦add⟧ --update curl && rm -rf /var/cache/apk/*\nUSER node"),
    .flags("FROM node:20-alpine\nRUN rm -rf /var/cache/apk/* && apk ⟦add⟧ curl\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    var removals = Removals(of: ["/var/cache/apk"])
    for call in file.installs(of: .apk) where !call.has("--no-cache", "--no-network") {
      guard !call.step.isMounted("/var/cache/apk"), !call.step.isMounted("/etc/apk/cache") else { continue }
      let isRemoved = removals.follow(call.subcommand.range.upperBound, in: call.step)
      report.flag(
        file.place(call.subcommand),
        isRemoved
          ? "apk keeps its package index, which this RUN then removes" : "apk keeps its package index in the layer",
        help: isRemoved ? "add --no-cache, and leave out the `rm`" : "add --no-cache",
        fix: .unsafe(call.inserting("--no-cache", file)))
    }
  }
}
