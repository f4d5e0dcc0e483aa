import Diagnostics
import Syntax

struct BuildWithoutDevDependencies: DockerfileRule {
  static let card = RuleCard(
    "build-without-dev-dependencies", .dockerfile,
    summary: "A stage leaves development dependencies out and then builds.",
    rationale: "Compilers and bundlers are development dependencies: the build fails, or takes what npx downloads.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN npm ci ⟦--omit=dev⟧\nCOPY . .\nRUN npm run build\nUSER node"),
    .flags("FROM node:20-alpine\nRUN npm ci ⟦--only=production⟧ && npx tsc\nUSER node"),
    .flags("FROM node:20-alpine\nRUN yarn install ⟦--production⟧ && yarn build\nUSER node"),
    .passes("FROM node:20-alpine\nRUN npm ci && npm run build && npm prune --omit=dev\nUSER node"),
    .passes(
      "FROM node:20-alpine AS build\nRUN npm ci && npm run build\nFROM node:20-alpine\nRUN npm ci --omit=dev\nUSER node"
    ),
    .passes("FROM node:20-alpine\nRUN npm run build && npm ci --omit=dev\nUSER node"),
  ]

  private static let programs: Set<String> = [
    "npm", "pnpm", "yarn", "npx", "tsc", "webpack", "vite", "next", "ng", "rollup", "esbuild",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      var omitted: ShellWord?
      for step in file.steps(in: stage) {
        for invocation in step.invocations where Self.programs.contains(invocation.program) {
          if NodeCommand.isInstall(invocation) {
            omitted = invocation.arguments.first { NodeCommand.omitsDev($0.text) }
          } else if let word = omitted, NodeCommand.isBuild(invocation) {
            report.flag(
              file.place(word), "development dependencies are left out, and the build below needs them",
              help: "install all, build, then drop them by `npm prune --omit=dev` or in another stage",
              related: [RelatedLocation(file.place(invocation.range), "the build")])
            omitted = nil
          }
        }
      }
    }
  }
}
