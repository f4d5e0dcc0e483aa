struct PipTrustedHostVariable: DockerfileRule {
  static let card = RuleCard(
    "pip-trusted-host-variable", .dockerfile, summary: "pip is told by a variable not to check a host's certificate.",
    rationale: "Somebody on the network can put other files into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_16"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nENV ⟦PIP_TRUSTED_HOST=pypi.org⟧\nUSER node"),
    .flags(
      "FROM node:20-alpine\nRUN ⟦PIP_TRUSTED_HOST=pypi.org⟧ pip install x==1 && export ⟦PIP_TRUSTED_HOST=pypi.org⟧\nUSER node"
    ),
    .passes("FROM node:20-alpine\nRUN echo PIP_TRUSTED_HOST\nUSER node"),
    .passes("FROM node:20-alpine\nENV PIP_TRUSTED_HOST=\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for setting in file.settings(of: "PIP_TRUSTED_HOST") where !setting.value.isEmpty {
      report.flag(
        file.place(setting.range), "'PIP_TRUSTED_HOST' turns off certificate checks",
        help: "add the missing certificate instead")
    }
  }
}
