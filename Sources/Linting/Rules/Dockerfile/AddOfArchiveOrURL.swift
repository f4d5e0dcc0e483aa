struct AddOfArchiveOrURL: DockerfileRule {
  static let card = RuleCard(
    "add-of-archive-or-url", .dockerfile, summary: "ADD downloads or unpacks.",
    rationale: "It is what ADD is for, but some teams want COPY alone; a download is better checked with --checksum.",
    severity: .advice, aliases: ["CKV_DOCKER_4"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦ADD⟧ app.tar.gz /app/\nUSER node"),
    .flags("FROM node:20-alpine\n⟦ADD⟧ https://example.com/x /app/\nUSER node"),
    .passes("FROM node:20-alpine\nADD package.json /app/\nUSER node"),
    .passes("FROM node:20-alpine\nADD --checksum=sha256:abc https://example.com/x /app/\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .add && instruction.flag("checksum") == nil {
      guard let source = instruction.words.dropLast().first(where: { AddSource.needsADD($0.text) }) else { continue }
      let what = AddSource.isRemote(source.text) ? "downloads" : "may download or unpack"
      report.flag(file.place(instruction.keywordRange), "ADD \(what) '\(source.text.prefix(80))'")
    }
  }
}
