struct UnauthenticatedAptPackages: DockerfileRule {
  static let card = RuleCard(
    "unauthenticated-apt-packages", .dockerfile, summary: "apt-get accepts packages without a signature.",
    rationale: "Somebody on the network can put other packages into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_8"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN apt-get install -y ⟦--allow-unauthenticated⟧ x=1\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y x=1\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOptions(
      ["--allow-unauthenticated"], of: ["apt-get", "apt"], in: file, what: "accepts packages without a signature",
      help: "add the missing key, with signed-by in the source")
  }
}
