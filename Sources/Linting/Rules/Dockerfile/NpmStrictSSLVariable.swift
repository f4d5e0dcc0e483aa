struct NpmStrictSSLVariable: DockerfileRule {
  static let card = RuleCard(
    "npm-strict-ssl-variable", .dockerfile, summary: "npm is told by a variable not to check certificates.",
    rationale: "Somebody on the network can put other files into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_12"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nENV ⟦NPM_CONFIG_STRICT_SSL=false⟧\nUSER node"),
    .flags(
      "FROM node:20-alpine\nRUN ⟦NPM_CONFIG_STRICT_SSL=false⟧ npm ci && export ⟦NPM_CONFIG_STRICT_SSL=false⟧\nUSER node"
    ),
    .passes("FROM node:20-alpine\nRUN echo NPM_CONFIG_STRICT_SSL\nUSER node"),
    .passes("FROM node:20-alpine\nENV NPM_CONFIG_STRICT_SSL=1\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for setting in file.settings(of: "NPM_CONFIG_STRICT_SSL") where ["false", "0"].contains(setting.value.lowercased())
    {
      report.flag(
        file.place(setting.range), "'NPM_CONFIG_STRICT_SSL' turns off certificate checks",
        help: "add the missing certificate instead")
    }
  }
}
