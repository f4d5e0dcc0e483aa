import Syntax

struct SecretFileCopied: DockerfileRule {
  static let card = RuleCard(
    "secret-file-copied", .dockerfile, summary: "A file that holds secrets is copied into the image.",
    rationale: "It stays in its layer, also when a later RUN removes it.", severity: .error, aliases: ["DS-0031"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nCOPY ⟦.env⟧ ⟦config/id_rsa⟧ /app/\nUSER node"),
    .flags("FROM node:20-alpine\nCOPY ⟦.git⟧ /app/.git\nADD ⟦certs/server.key⟧ /etc/ssl/\nUSER node"),
    .flags([(".env", "A=b\n"), ("Dockerfile", "FROM node:20-alpine\nCOPY ⟦.⟧ /app/\nUSER node")]),
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
    for stage in file.stages {
      for instruction in stage.instructions
      where (instruction.keyword == .copy || instruction.keyword == .add) && instruction.flag("from") == nil {
        for source in instruction.words.dropLast() where !source.text.hasPrefix("<<") {
          if let what = SecretFileName.meaning(of: source.text) {
            report.flag(
              file.place(source), "'\(source.text)' holds \(what)",
              help:
                "mount it for the RUN that needs it: --mount=type=secret, or hand it to the container when it starts")
          } else if kept.contains(stage.index), ContextPath.normalized(source.text) == "." {
            checkWhole(source, file, &report)
          }
        }
      }
    }
  }

  /// All of the context goes into the image: does a dotenv file go with it?
  private func checkWhole(_ source: DockerfileWord, _ file: DockerfileSubject, _ report: inout Report) {
    let files = file.contextFiles([".env", ".env.local", ".env.production"])
    guard !files.isEmpty else { return }
    let ignore = file.ignoreFile?.ignore
    guard let secret = files.first(where: { ignore?.pattern(excluding: $0) == nil }) else { return }
    report.flag(
      file.place(source), "'\(secret)' is copied along, and holds secrets", help: "put '\(secret)' into .dockerignore")
  }
}
