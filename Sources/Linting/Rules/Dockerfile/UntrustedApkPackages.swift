struct UntrustedApkPackages: DockerfileRule {
  static let card = RuleCard(
    "untrusted-apk-packages", .dockerfile, summary: "apk accepts packages without a signature.",
    rationale: "Somebody on the network can put other packages into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_7"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN apk add --no-cache ⟦--allow-untrusted⟧ ./x.apk\nUSER node"),
    .passes("FROM node:20-alpine\nRUN apk add --no-cache ./x.apk\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOptions(
      ["--allow-untrusted"], of: ["apk"], in: file, what: "accepts packages without a signature",
      help: "add the missing key to /etc/apk/keys")
  }
}
