struct YarnCacheLeft: DockerfileRule {
  static let card = RuleCard(
    "yarn-cache-left", .dockerfile, summary: "What yarn downloads stays in the image.",
    rationale: "yarn keeps a copy of every package outside node_modules.", severity: .advice, aliases: ["DL3060"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN ⟦yarn install⟧ --frozen-lockfile\nUSER node"),
    .passes("FROM node:20-alpine\nRUN yarn install --frozen-lockfile && yarn cache clean\nUSER node"),
    .passes("FROM node:20-alpine AS build\nRUN yarn install\nFROM node:20-alpine\nUSER node"),
    .passes("FROM node:20-alpine\nRUN yarn --version\nUSER node"),
    .passes("FROM node:20-alpine\nRUN --mount=type=cache,target=/root/.yarn yarn install\nUSER node"),
    .passes("FROM node:20-alpine\nRUN --mount=type=cache,target=/root/.cache yarn install\nUSER node"),
    .flags("FROM node:20-alpine\nRUN --mount=type=cache,target=/var/cache/apk ⟦yarn install⟧\nUSER node"),
    .flags("FROM node:20-alpine\nRUN yarn cache clean && ⟦yarn install⟧\nUSER node"),
    .passes("FROM node:20-alpine\nRUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let kept = file.keptStages
    let cleaned = PackageCall.lastPlaces(
      of: ["cache"], in: file.calls(of: .yarn).filter { $0.operands.first?.text == "clean" })
    var removals = Removals(of: ["/usr/local/share/.cache"])
    for call in file.installs(of: .yarn) where kept.contains(call.step.stage) || call.step.isTrigger {
      let place = call.subcommand.range.upperBound
      guard cleaned[ObjectIdentifier(call.step.instruction), default: 0] <= place, !Self.isMounted(call),
        !removals.follow(place, in: call.step)
      else { continue }
      report.flagLeftCache(call, file, cleaning: "yarn cache clean", folder: "/usr/local/share/.cache/yarn")
    }
  }

  /// Whether one of yarn's own folders lies on a cache mount: those of version 1, of Berry, or what `--cache-folder` says.
  private static func isMounted(_ call: PackageCall) -> Bool {
    let given = zip(call.invocation.arguments, call.invocation.arguments.dropFirst())
      .first { $0.0.text == "--cache-folder" }?.1.text
    return call.step.mounts.contains { mount in
      guard mount.type == "cache" || mount.type == "tmpfs", let target = mount.target else { return false }
      return target.contains("yarn") || target.hasSuffix("/.cache") || target.hasSuffix("/.cache/") || target == given
        || target.contains("$")
    }
  }
}
