import Diagnostics

struct AddInsteadOfCopy: DockerfileRule {
  static let card = RuleCard(
    "add-instead-of-copy", .dockerfile, summary: "ADD is used where COPY does.",
    rationale: "ADD also downloads and unpacks: the reader has to work out whether it does here.", severity: .warning,
    aliases: ["DL3020", "DS-0005", "CKV_DOCKER_4"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦ADD⟧ package.json /app/\nUSER node"),
    .flags("FROM node:20-alpine\n⟦ADD⟧ app.zip /app/\nUSER node"),
    .passes("FROM node:20-alpine\nADD app.tar.gz /app/\nUSER node"),
    .passes("FROM node:20-alpine\nADD https://example.com/x /app/\nUSER node"),
    .passes("FROM node:20-alpine\nADD $URL /app/\nUSER node"),
    .passes(
      "FROM node:20-alpine\nADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/x /app/\nUSER node"
    ),
    .passes("FROM node:20-alpine\nCOPY package.json /app/\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .add {
      let sources = instruction.words.dropLast()
      guard !sources.isEmpty, sources.allSatisfy({ !AddSource.needsADD($0.text) }),
        instruction.flags.allSatisfy({ ["chown", "chmod", "link", "exclude"].contains($0.name) })
      else { continue }
      let isLower = instruction.keywordText == "add"
      let place = file.place(instruction.keywordRange)
      report.flag(
        place, "ADD is used where nothing is downloaded or unpacked", help: "use COPY, which does nothing else",
        fix: Fix(
          safety: sources.allSatisfy { AddSource.isPlain($0.text) } ? .safe : .unsafe,
          edits: [Edit(place, isLower ? "copy" : "COPY")]))
    }
  }
}
