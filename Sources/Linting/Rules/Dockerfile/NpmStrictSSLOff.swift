struct NpmStrictSSLOff: DockerfileRule {
  static let card = RuleCard(
    "npm-strict-ssl-off", .dockerfile, summary: "npm or yarn is configured not to check certificates.",
    rationale: "Somebody on the network can put other packages into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_13"])

  static let examples: [Example] = [
    .flags(
      "FROM node:20-alpine\nRUN ⟦npm config set strict-ssl false⟧ && ⟦yarn config set strict-ssl=false⟧\nUSER node"),
    .flags("FROM node:20-alpine\nRUN ⟦npm ci --strict-ssl=false⟧\nUSER node"),
    .passes("FROM node:20-alpine\nRUN npm config set strict-ssl true && npm config get strict-ssl\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["npm", "yarn", "pnpm"]) { invocation, _ in
      let words = invocation.arguments.map(\.text)
      let isPair = zip(words, words.dropFirst()).contains {
        ["strict-ssl", "--strict-ssl"].contains($0) && $1 == "false"
      }
      guard
        isPair || words.contains(where: { ["strict-ssl=false", "--strict-ssl=false", "--no-strict-ssl"].contains($0) })
      else { return }
      report.flag(
        file.place(invocation.range), "'strict-ssl' set to false turns off certificate checks",
        help: "add the missing certificate: cafile, or NODE_EXTRA_CA_CERTS")
    }
  }
}
