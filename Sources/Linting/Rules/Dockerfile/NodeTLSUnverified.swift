struct NodeTLSUnverified: DockerfileRule {
  static let card = RuleCard(
    "node-tls-unverified", .dockerfile, summary: "Node is told not to check certificates.",
    rationale: "Somebody on the network can put other files into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_6"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nENV ⟦NODE_TLS_REJECT_UNAUTHORIZED=0⟧\nUSER node"),
    .flags(
      "FROM node:20-alpine\nRUN ⟦NODE_TLS_REJECT_UNAUTHORIZED=0⟧ node x.js && export ⟦NODE_TLS_REJECT_UNAUTHORIZED=0⟧\nUSER node"
    ),
    .passes("FROM node:20-alpine\nRUN echo NODE_TLS_REJECT_UNAUTHORIZED\nUSER node"),
    .passes("FROM node:20-alpine\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for setting in file.settings(of: "NODE_TLS_REJECT_UNAUTHORIZED") where setting.value == "0" {
      report.flag(
        file.place(setting.range), "'NODE_TLS_REJECT_UNAUTHORIZED' turns off certificate checks",
        help: "add the missing certificate instead")
    }
  }
}
