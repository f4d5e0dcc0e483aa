import ByteSearch

struct SensitiveNameInArgOrEnv: DockerfileRule {
  static let card = RuleCard(
    "sensitive-name-in-arg-or-env", .dockerfile, summary: "An ARG or ENV is called like a secret.",
    rationale:
      "Build arguments stay in the image's history and ENV in its configuration: `docker history` and `docker inspect` show them. A variable that the spec knows is judged by the spec, not by its name.",
    severity: .warning, aliases: ["DL3064", "SecretsUsedInArgOrEnv", "DS-0031"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nARG ⟦NPM_TOKEN⟧\nUSER node"),
    .flags("FROM node:20-alpine\nENV ⟦DB_PASSWORD⟧=x ⟦API_KEY⟧=y\nUSER node"),
    .flags("FROM node:20-alpine\nONBUILD ARG ⟦NPM_TOKEN⟧\nUSER node"),
    .passes("FROM node:20-alpine\nENV PUBLIC_KEY=x KEYBOARD=us TOKENIZER=a\nUSER node"),
    .passes("FROM node:20-alpine\nARG JWT_SECRET\nUSER node"),
    .passes("FROM node:20-alpine\nRUN --mount=type=secret,id=npm_token true\nUSER node"),
  ]

  private static let words: Set<String> = [
    "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructionsAndTriggers where instruction.keyword == .arg || instruction.keyword == .env {
      for pair in instruction.pairs where isSensitive(pair.key) && file.spec?.variables[pair.key]?.secret == nil {
        report.flag(
          file.place(pair.keyRange), "'\(pair.key)' is called like a secret, and stays readable in the image",
          help: instruction.keyword == .arg
            ? "give it to the one RUN that needs it with --mount=type=secret" : "set it when the container starts")
      }
    }
  }

  private func isSensitive(_ name: String) -> Bool {
    let parts = name.lowercased().split(separator: "_").map(String.init)
    return parts.contains { Self.words.contains($0) } && !parts.contains("public") && !parts.contains("pub")
  }
}
