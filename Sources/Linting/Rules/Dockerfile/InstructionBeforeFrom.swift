struct InstructionBeforeFrom: DockerfileRule {
  static let card = RuleCard(
    "instruction-before-from", .dockerfile, summary: "An instruction other than ARG stands before the first FROM.",
    rationale: "Without FROM there is nothing that it could change: the build fails.", severity: .error,
    aliases: ["DL3061"])

  static let examples: [Example] = [
    .flags("⟦LABEL⟧ a=b\nFROM node:20-alpine\nUSER node"),
    .flags("⟦RUN⟧ make\nCMD [\"a\"]\n", spec: "# Nothing"),
    .passes("ARG TAG=20\nFROM node:$TAG-alpine\nUSER node", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let early = file.instructions.prefix { $0.keyword != .from }
    guard let first = early.first(where: { $0.keyword != .arg && $0.keyword != nil }) else { return }
    let hasFrom = early.count < file.instructions.count
    report.flag(
      file.place(first.keywordRange),
      hasFrom
        ? "'\(first.keywordText)' stands before the first FROM"
        : "no FROM above this '\(first.keywordText)', nor below",
      help: hasFrom ? "only ARG may stand before FROM" : "begin with FROM and the image that it is built on")
  }
}
