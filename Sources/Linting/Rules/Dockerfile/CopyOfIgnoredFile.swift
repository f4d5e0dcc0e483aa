import Diagnostics

struct CopyOfIgnoredFile: DockerfileRule {
  static let card = RuleCard(
    "copy-of-ignored-file", .dockerfile, summary: "COPY or ADD names a file that .dockerignore leaves out.",
    rationale: "It is not part of the build's context: the build fails.", severity: .error, aliases: ["CopyIgnoredFile"]
  )

  static let examples: [Example] = [
    .flags([
      (".dockerignore", "tests\n*.md\n"),
      ("Dockerfile", "FROM node:20-alpine\nCOPY ⟦tests/a.js⟧ ⟦./README.md⟧ /app/\nUSER node"),
    ]),
    .flags([
      ("x.Dockerfile.dockerignore", "src\n"), (".dockerignore", "lib\n"),
      ("x.Dockerfile", "FROM node:20-alpine\nCOPY ⟦src⟧ lib /app/\nUSER node"),
    ]),
    .passes([
      (".dockerignore", "*\n!src\n!docs/api\n"),
      ("Dockerfile", "FROM node:20-alpine\nCOPY src /app/\nCOPY docs /docs/\nUSER node"),
    ]),
    .passes([
      (".dockerignore", "build\n"),
      ("Dockerfile", "FROM node:20-alpine AS a\nFROM node:20-alpine\nCOPY --from=a build /app/\nUSER node"),
    ]),
    .passes([(".dockerignore", "build\n"), ("Dockerfile", "FROM node:20-alpine\nCOPY . $X src/*.ts /app/\nUSER node")]),
    .flags([(".dockerignore", "*\n"), ("Dockerfile", "FROM node:20-alpine\nCOPY ⟦.⟧ .\nUSER node")]),
    .flags([("Dockerfile", "FROM node:20-alpine\nADD ⟦./⟧ /app\nUSER node"), (".dockerignore", "# all\n**\n")]),
    .passes([(".dockerignore", "*\n!src\n"), ("Dockerfile", "FROM node:20-alpine\nCOPY . /app/\nUSER node")]),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let copies = file.instructions.filter { ($0.keyword == .copy || $0.keyword == .add) && $0.flag("from") == nil }
    guard !copies.isEmpty, let (ignoreSource, ignore) = file.ignoreFile else { return }
    for source in copies.flatMap({ $0.words.dropLast() }) where isPlain(source.text) || isWhole(source.text) {
      let path = ContextPath.normalized(source.text)
      let found = isWhole(source.text) ? ignore.patternOfEverything : ignore.pattern(excluding: path)
      guard let pattern = found else { continue }
      let line = ignoreSource.lines.content(of: pattern.line, in: ignoreSource.bytes)
      report.flag(
        file.place(source),
        "\(isWhole(source.text) ? "everything" : "'\(source.text)'") is left out of the build by .dockerignore",
        help: "include what is needed again with a line such as `!\(isWhole(source.text) ? "src" : path)`",
        related: [RelatedLocation(Location(ignoreSource, line), "by this pattern")])
    }
  }

  private func isWhole(_ source: String) -> Bool { [".", "./", "/"].contains(ContextPath.unquoted(source)) }

  /// A path that stands for one file or folder of the context, not for the whole of it.
  private func isPlain(_ source: String) -> Bool {
    !source.contains(where: { "$*?[".contains($0) }) && !source.hasPrefix("<<") && !AddSource.isRemote(source)
      && ContextPath.normalized(source) != "."
  }
}
