struct AddOfArchiveOrURL: DockerfileRule {
  static let card = RuleCard(
    "add-of-archive-or-url", .dockerfile, summary: "ADD downloads or unpacks.",
    rationale: "It is what ADD is for, but some teams want COPY alone; a download is better checked with --checksum.",
    severity: .advice, aliases: ["CKV_DOCKER_4"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\n⟦ADD⟧ app.tar.gz /app/\nUSER node"),
    .flags("FROM node:20-alpine\n⟦ADD⟧ https://example.com/x /app/\nUSER node"),
    .flags("FROM node:20-alpine\n⟦ADD⟧ --chown=node https://example.com/x.sh /app/\nUSER node"),
    .passes(
      "FROM node:20-alpine\nADD https://github.com/a/b.git#0123456789abcdef0123456789abcdef01234567 /src\nUSER node"),
    .passes("FROM node:20-alpine\nADD package.json /app/\nUSER node"),
    .passes(
      "FROM node:20-alpine\nADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/x /app/\nUSER node"
    ),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .add && instruction.flag("checksum") == nil {
      guard
        let source = instruction.words.dropLast().first(where: {
          AddSource.needsADD($0.text) && !AddSource.isPinned($0.text)
        })
      else { continue }
      let what = AddSource.isRemote(source.text) ? "downloads" : "may download or unpack"
      let isRemote = AddSource.isRemote(source.text)
      report.flag(
        file.place(instruction.keywordRange),
        "ADD \(what) '\(source.text.prefix(80))'\(isRemote ? " without verifying it" : "")",
        help: isRemote
          ? "add --checksum=sha256:…, so that nobody can put another file in its place"
          : "if it should stay an archive, use COPY")
    }
  }
}
