struct UndefinedArgumentInFrom: DockerfileRule {
  static let card = RuleCard(
    "undefined-argument-in-from", .dockerfile,
    summary: "FROM uses a variable that no ARG above the first FROM declares.",
    rationale: "It is empty: only those ARGs reach a FROM, not those of stages.", severity: .error,
    aliases: ["UndefinedArgInFrom"])

  static let examples: [Example] = [
    .flags("ARG VERSION=20\nFROM node:⟦${VERSON}⟧-alpine\nUSER node", spec: "# Nothing"),
    .flags("FROM node:20-alpine AS a\nARG TAG=1\nFROM node:⟦$TAG⟧\nUSER node", spec: "# Nothing"),
    .passes("ARG VERSION=20\nFROM --platform=$BUILDPLATFORM node:${VERSION}-alpine\nUSER node", spec: "# Nothing"),
    .passes("FROM node:${VERSION:-20}\nUSER node", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for reference in file.variables.inFrom {
      report.flag(
        file.place(reference.range), "no ARG above the first FROM declares '\(reference.name)'",
        help: reference.nearest.map { "did you mean '\($0)'?" } ?? "add `ARG \(reference.name)` at the top")
    }
  }
}
