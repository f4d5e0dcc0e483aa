struct AptForceYes: DockerfileRule {
  static let card = RuleCard(
    "apt-force-yes", .dockerfile, summary: "apt-get is told to go on in spite of errors.",
    rationale: "--force-yes accepts unsigned packages and downgrades what is there.", severity: .error,
    aliases: ["CKV2_DOCKER_11"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN apt-get install ⟦--force-yes⟧ x=1\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y x=1\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOptions(
      ["--force-yes"], of: ["apt-get", "apt"], in: file, what: "accepts unsigned packages and downgrades",
      help: "use -y, and --allow-downgrades where that is intended")
  }
}
