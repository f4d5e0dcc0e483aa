struct UnpinnedApkPackage: DockerfileRule {
  static let card = RuleCard(
    "unpinned-apk-package", .dockerfile, summary: "apk installs packages without a version.",
    rationale:
      "What is installed depends on the day of the build. Alpine removes old versions, so not every team wants it.",
    severity: .advice, aliases: ["DL3018"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN apk add --no-cache ⟦curl⟧ git\nUSER node"),
    .passes("FROM node:20-alpine\nRUN apk add --no-cache curl=8.9.0-r0 'git>2' jq~1.7\nUSER node"),
    .passes(
      "FROM node:20-alpine\nRUN apk add -t .build-deps gcc=13 && apk add --virtual .x make=4 ./local.apk\nUSER node"),
    .passes("FROM node:20-alpine\nRUN apk update\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .apk) {
      let bare = call.packages.filter { word in
        !word.text.contains(where: { "=<>~".contains($0) }) && !word.text.hasSuffix(".apk")
      }
      report.flagUnpinned(bare, file, example: "curl=8.9.0-r0")
    }
  }
}
