struct UnauthenticatedAptPackages: DockerfileRule {
  static let card = RuleCard(
    "unauthenticated-apt-packages", .dockerfile, summary: "apt-get takes packages without a signature.",
    rationale: "Whoever sits between can put his own packages into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_8"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN apt-get install -y ⟦--allow-unauthenticated⟧ x=1\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y x=1\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOptions(
      ["--allow-unauthenticated"], of: ["apt-get", "apt"], in: file, what: "takes packages without a signature",
      help: "add the key that is missing, with signed-by in the source")
  }
}
