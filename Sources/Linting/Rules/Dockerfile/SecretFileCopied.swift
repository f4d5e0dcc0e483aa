import Syntax

struct SecretFileCopied: DockerfileRule {
  static let card = RuleCard(
    "secret-file-copied", .dockerfile, summary: "A file that holds secrets is copied into the image.",
    rationale: "It stays in its layer, also when a later RUN removes it.", severity: .error, aliases: ["DS-0031"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nCOPY ⟦.env⟧ ⟦config/id_rsa⟧ /app/\nUSER node"),
    .flags("FROM node:20-alpine\nCOPY ⟦.git⟧ /app/.git\nADD ⟦certs/server.key⟧ /etc/ssl/\nUSER node"),
    .flags([(".env", "A=b\n"), ("Dockerfile", "FROM node:20-alpine\nCOPY ⟦.⟧ /app/\nUSER node")]),
    .flags([
      (".npmrc", "registry=https://npm.parcel.test/\n//npm.parcel.test/:_authToken=npm_Qw8Kd92LmQp4\n"),
      ("Dockerfile", "FROM node:20-alpine\nCOPY package.json ⟦.npmrc⟧ /app/\nUSER node"),
    ]),
    .passes([
      (".npmrc", "registry=https://npm.parcel.test/\n//npm.parcel.test/:_authToken=${NPM_TOKEN}\nsave-exact=true\n"),
      ("Dockerfile", "FROM node:20-alpine\nCOPY package.json .npmrc /app/\nUSER node"),
    ]),
    .passes([
      ("tls/server.key", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"),
      ("Dockerfile", "FROM node:20-alpine\nCOPY tls/server.key /etc/ssl/\nUSER node"),
    ]),
    .passes([
      (".env", "A=b\n"), (".dockerignore", ".env*\n"), ("Dockerfile", "FROM node:20-alpine\nCOPY . /app/\nUSER node"),
    ]),
    .passes([
      (".env", "A=b\n"), ("Dockerfile", "FROM node:20-alpine AS build\nCOPY . /app/\nFROM node:20-alpine\nUSER node"),
    ]),
    .passes("FROM node:20-alpine\nCOPY .env.example keys.js public.pem id_rsa.pub /app/\nUSER node"),
    .passes("FROM node:20-alpine AS build\nFROM node:20-alpine\nCOPY --from=build /etc/ssl/private.key /x\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let kept = file.keptStages
    let copies = file.stages.flatMap { stage in stage.instructions.map { (stage, $0) } }
      .filter { [.copy, .add].contains($1.keyword) && $1.flag("from") == nil }
    guard !copies.isEmpty else { return }
    let contexts = file.contexts
    for (stage, instruction) in copies {
      for source in instruction.words.dropLast() where !source.text.hasPrefix("<<") {
        if let what = SecretFileName.meaning(of: source.text) {
          guard !isHarmless(source.text, contexts) else { continue }
          report.flag(
            file.place(source), "'\(source.text)' holds \(what)",
            help: "mount it for the RUN that needs it: --mount=type=secret, or hand it to the container when it starts")
        } else if kept.contains(stage.index), ContextPath.normalized(source.text) == "." {
          checkWhole(source, file, contexts, &report)
        }
      }
    }
  }

  /// Whether the file is there to be read in every folder that may be the context, and holds no secret.
  private func isHarmless(_ source: String, _ contexts: [BuildContext]) -> Bool {
    let path = ContextPath.normalized(source)
    let texts = contexts.compactMap { $0.read(path) }
    return !texts.isEmpty && texts.allSatisfy { SecretFileName.isHarmless(path, $0) }
  }

  /// All of the context goes into the image: does a dotenv file go with it?
  private func checkWhole(
    _ source: DockerfileWord, _ file: DockerfileSubject, _ contexts: [BuildContext], _ report: inout Report
  ) {
    let copied = contexts.compactMap { context in
      [".env", ".env.local", ".env.production"].first {
        context.exists($0) && context.ignore?.file.pattern(excluding: $0) == nil
      }
    }
    guard copied.count == contexts.count, let secret = copied.first else { return }
    report.flag(
      file.place(source), "'\(secret)' is copied along, and holds secrets", help: "put '\(secret)' into .dockerignore")
  }
}
