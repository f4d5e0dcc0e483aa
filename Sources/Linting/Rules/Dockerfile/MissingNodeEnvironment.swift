import ByteSearch

struct MissingNodeEnvironment: DockerfileRule {
  static let card = RuleCard(
    "missing-node-env", .dockerfile,
    summary: "The spec has NODE_ENV, and the final stage of a Node image does not set it.",
    rationale:
      "Express, npm and most libraries treat a missing NODE_ENV as development: slower, and with more detailed errors.",
    severity: .advice,
    needsSpec: true)

  static let examples: [Example] = [
    .flags("⟦FROM node:20-alpine⟧\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine\nENV NODE_ENV=production\nUSER node\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine AS base\nARG NODE_ENV\nENV NODE_ENV=$NODE_ENV\nFROM base\nUSER node\nCMD [\"node\"]"),
    .passes("FROM python:3.12\nUSER app"),
    .passes("FROM node:20-alpine\nUSER node\nCMD [\"node\"]", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard let variable = file.spec?.variables["NODE_ENV"], let stage = file.tree.finalStage, !stage.isImplicit else {
      return
    }
    let lineage = file.tree.lineage(of: stage)
    guard let base = lineage.first?.base?.text, base == "node" || base.hasPrefix("node:") || base.contains("/node:")
    else { return }
    guard
      !lineage.flatMap(\.instructions).contains(where: {
        $0.keyword == .env && $0.pairs.contains { $0.key == "NODE_ENV" }
      })
    else { return }
    report.flag(
      file.place(stage.from.range), "the final stage does not set NODE_ENV",
      help: "add `ENV NODE_ENV=production`, or set it when the container starts",
      spec: variable.mentions.first)
  }
}
