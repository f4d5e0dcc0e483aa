struct YarnCacheLeft: DockerfileRule {
  static let card = RuleCard(
    "yarn-cache-left", .dockerfile, summary: "What yarn downloads stays in the image.",
    rationale: "yarn keeps a copy of every package outside node_modules.", severity: .advice, aliases: ["DL3060"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN ⟦yarn install⟧ --frozen-lockfile\nUSER node"),
    .passes("FROM node:20-alpine\nRUN yarn install --frozen-lockfile && yarn cache clean\nUSER node"),
    .passes("FROM node:20-alpine AS build\nRUN yarn install\nFROM node:20-alpine\nUSER node"),
    .passes("FROM node:20-alpine\nRUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let kept = Set(file.tree.finalStage.map { file.tree.lineage(of: $0).map(\.index) } ?? [])
    for call in file.installs(of: .yarn) where kept.contains(call.step.stage) || call.step.isTrigger {
      let cleans = file.calls(of: .yarn).contains {
        $0.step.instruction === call.step.instruction && $0.subcommand.text == "cache"
          && $0.operands.first?.text == "clean"
      }
      let isMounted = call.step.mounts.contains { $0.type == "cache" || $0.type == "tmpfs" }
      guard !cleans, !isMounted, !call.step.removes("/usr/local/share/.cache") else { continue }
      report.flagLeftCache(call, file, cleaning: "yarn cache clean", folder: "/usr/local/share/.cache/yarn")
    }
  }
}
