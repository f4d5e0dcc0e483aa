import Artifacts
struct SecretInRun: DockerfileRule {
  static let card = RuleCard(
    "secret-in-run", .dockerfile, summary: "A RUN sets a variable that the spec flags secret.",
    rationale: "The text of every RUN stays in the image's history: `docker history` shows it.", severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN ⟦JWT_SECRET=pa55-w0rd-of-mine⟧ npm run build\nUSER node"),
    .flags("FROM node:20-alpine\nRUN export ⟦DATABASE_URL=postgres://a:b@c/d⟧ && npm run migrate\nUSER node"),
    .passes(
      "FROM node:20-alpine\nRUN --mount=type=secret,id=jwt JWT_SECRET=\"$(cat /run/secrets/jwt)\" npm run build\nUSER node"
    ),
    .passes("FROM node:20-alpine\nRUN PORT=3000 npm run build\nUSER node"),
    .passes("FROM node:20-alpine\nRUN JWT_SECRET= npm run build\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard let spec = file.spec else { return }
    for step in file.steps {
      for setting in step.settings {
        guard let secret = spec.variables[setting.name]?.secret, secret.value, !setting.value.isEmpty,
          !setting.word.isExpanded,
          !ValueReader.isPlaceholder(setting.value)
        else { continue }
        report.flag(
          file.place(setting.word), "the spec flags '\(setting.name)' secret, but its value stands in a RUN",
          help: "use --mount=type=secret,env=\(setting.name), and replace the value that was exposed",
          spec: secret.citation)
      }
    }
  }
}
