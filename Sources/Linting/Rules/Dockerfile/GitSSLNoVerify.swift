struct GitSSLNoVerify: DockerfileRule {
  static let card = RuleCard(
    "git-ssl-no-verify", .dockerfile, summary: "git is told not to check certificates.",
    rationale:
      "Somebody on the network can put other files into the image. git looks at whether the variable is set, whatever its value.",
    severity: .error, aliases: ["CKV2_DOCKER_14"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nENV ⟦GIT_SSL_NO_VERIFY=1⟧\nUSER node"),
    .flags("FROM node:20-alpine\nRUN ⟦GIT_SSL_NO_VERIFY=1⟧ git fetch && export ⟦GIT_SSL_NO_VERIFY=1⟧\nUSER node"),
    .passes("FROM node:20-alpine\nRUN echo GIT_SSL_NO_VERIFY\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for setting in file.settings(of: "GIT_SSL_NO_VERIFY") where true {
      report.flag(
        file.place(setting.range), "'GIT_SSL_NO_VERIFY' turns off certificate checks",
        help: "add the missing certificate instead")
    }
  }
}
