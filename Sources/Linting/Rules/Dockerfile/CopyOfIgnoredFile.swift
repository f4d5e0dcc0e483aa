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
    .passes([
      (".dockerignore", "src\n"), ("api/Dockerfile", "FROM node:20-alpine\nCOPY src /app/\nUSER node"),
      ("api/src/a.js", "x\n"), ("src/b.js", "x\n"), ("compose.yaml", "services:\n  api: {build: ./api}\n"),
    ]),
    .passes([
      (".dockerignore", "src\n"), ("api/Dockerfile", "FROM node:20-alpine\nCOPY src /app/\nUSER node"),
      ("api/src", "x\n"),
    ]),
    .flags([
      (".dockerignore", "src\n"), ("docker/Dockerfile", "FROM node:20-alpine\nCOPY ⟦src⟧ /app/\nUSER node"),
      ("src", "x\n"),
    ]),
    .flags([
      (".dockerignore", "src\n"), ("docker/api.Dockerfile", "FROM node:20-alpine\nCOPY ⟦src⟧ /app/\nUSER node"),
      (
        ".github/workflows/ship.yml",
        "on: push\njobs:\n  ship:\n    steps:\n    - run: docker build -t shop --file docker/api.Dockerfile .\n"
      ),
    ]),
    .passes([(".dockerignore", "*\n!src\n"), ("Dockerfile", "FROM node:20-alpine\nCOPY . /app/\nUSER node")]),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let sources = file.instructions.filter { [.copy, .add].contains($0.keyword) && $0.flag("from") == nil }
      .flatMap { $0.words.dropLast().filter { ContextPath.isOneFile($0.text) || isWhole($0.text) } }
    guard !sources.isEmpty else { return }
    let contexts = file.contexts
    for source in sources {
      let found = contexts.compactMap { excluding(source.text, in: $0) }
      // Whichever folder it is built in, the file is not there.
      guard found.count == contexts.count, let pattern = found.first else { continue }
      let path = ContextPath.normalized(source.text)
      report.flag(
        file.place(source),
        "\(isWhole(source.text) ? "everything" : "'\(source.text)'") is left out of the build by .dockerignore",
        help: "include what is needed again with a line such as `!\(isWhole(source.text) ? "src" : path)`",
        related: [RelatedLocation(pattern, "by this pattern")])
    }
  }

  /// Where the pattern stands that leaves a source out of a context.
  private func excluding(_ source: String, in context: BuildContext) -> Location? {
    guard let (text, ignore) = context.ignore else { return nil }
    let path = ContextPath.normalized(source)
    let found = isWhole(source) ? ignore.patternOfEverything : ignore.pattern(excluding: path)
    return found.map { Location(text, text.lines.content(of: $0.line, in: text.bytes)) }
  }

  private func isWhole(_ source: String) -> Bool { [".", "./", "/"].contains(ContextPath.unquoted(source)) }
}
