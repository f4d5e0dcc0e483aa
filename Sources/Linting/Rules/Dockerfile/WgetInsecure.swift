struct WgetInsecure: DockerfileRule {
  static let card = RuleCard(
    "wget-insecure", .dockerfile, summary: "wget is told not to check certificates.",
    rationale: "Somebody on the network can put other files into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_3"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN wget -q ⟦--no-check-certificate⟧ https://example.com/x\nUSER node"),
    .passes("FROM node:20\nRUN wget -q https://example.com/x\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOptions(
      ["--no-check-certificate"], of: ["wget"], in: file, what: "turns off certificate checks",
      help: "add the missing certificate: --ca-certificate")
  }
}
