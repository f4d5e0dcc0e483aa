import ByteSearch
import Artifacts
import Diagnostics
import Syntax

struct SensitiveNameInArgOrEnv: DockerfileRule {
  static let card = RuleCard(
    "sensitive-name-in-arg-or-env", .dockerfile, summary: "An ARG or ENV is named like a secret.",
    rationale:
      "Build arguments stay in the image's history and ENV in its configuration: `docker history` and `docker inspect` show them. A variable that the spec knows is judged by the spec, not by its name.",
    severity: .warning, aliases: ["DL3064", "SecretsUsedInArgOrEnv", "DS-0031"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nARG ⟦NPM_TOKEN⟧\nUSER node"),
    .flags("FROM node:20-alpine\nENV ⟦DB_PASSWORD⟧=x ⟦API_KEY⟧=y\nUSER node"),
    .flags("FROM node:20-alpine\nONBUILD ARG ⟦NPM_TOKEN⟧\nUSER node"),
    .flags("FROM node:20-alpine\nENV ⟦AUTH_URL⟧=https://ada:pa55@parcel.test/\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nENV PUBLIC_KEY=x KEYBOARD=us TOKENIZER=a\nUSER node"),
    .passes("FROM node:20-alpine\nENV PASSWORD_FILE=/run/secrets/p TOKEN_VERSION=2 KEY_PATH=/etc/k\nUSER node"),
    .passes("FROM node:20-alpine\nENV AUTH_URL=https://parcel.test/login KEY_LENGTH=32 TOKEN_TTL=60\nUSER node"),
    .passes("FROM node:20-alpine\nENV SSH_AUTH_SOCK=/run/ssh.sock TOKENIZERS_PARALLELISM=false\nUSER node"),
    .passes("FROM node:20-alpine\nENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D\nUSER node"),
    .passes("FROM node:20-alpine\nENV API_KEY= DB_PASSWORD=\"\"\nARG NPM_TOKEN=\nUSER node"),
    .passes(
      "FROM node:20-alpine\nARG NPM_TOKEN\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci\nUSER node"),
    .passes("FROM node:20-alpine\nARG JWT_SECRET\nUSER node"),
    .passes("FROM node:20-alpine\nRUN --mount=type=secret,id=npm_token true\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let (stages, kept) = (file.stages, file.keptStages)
    let mounted = mountedNames(file)
    for instruction in file.instructionsAndTriggers where instruction.keyword == .arg || instruction.keyword == .env {
      for pair in instruction.pairs
      where SensitiveName.isSensitive(pair.key, value: pair.value) && file.spec?.variables[pair.key]?.secret == nil {
        guard instruction.keyword == .env || !mounted.contains(pair.key.lowercased()) else { continue }
        let later = stages.partitionIndex { $0.from.range.lowerBound > instruction.range.lowerBound }
        let isInImage = stages[..<later].last.map { kept.contains($0.index) } ?? false
        report.flag(
          file.place(pair.keyRange),
          "'\(pair.key)' is named like a secret, and stays readable in the \(isInImage ? "image" : "build's cache")",
          help: instruction.keyword == .arg
            ? "give it to the one RUN that needs it with --mount=type=secret" : "set it when the container starts",
          most: isInImage ? .error : .advice)
      }
    }
  }

  /// What secret mounts provide too: there the ARG is the way for builders that have none.
  private func mountedNames(_ file: DockerfileSubject) -> Set<String> {
    let options = file.steps.flatMap(\.mounts).filter { $0.type == "secret" }.flatMap(\.options)
    return Set(options.filter { ["id", "env"].contains($0.key) }.map { $0.value.lowercased() })
  }
}
