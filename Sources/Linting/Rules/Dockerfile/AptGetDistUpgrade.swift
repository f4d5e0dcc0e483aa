struct AptGetDistUpgrade: DockerfileRule {
  static let card = RuleCard(
    "apt-get-dist-upgrade", .dockerfile, summary: "A RUN upgrades the whole distribution with apt-get.",
    rationale: "It may remove packages and change releases. Another base image does that, and everybody sees which.",
    severity: .warning, aliases: ["DS-0024"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN apt-get update && ⟦apt-get dist-upgrade⟧ -y\nUSER node"),
    .passes("FROM node:20\nRUN apt-get update && apt-get upgrade -y\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.calls(of: .aptGet) where call.subcommand.text == "dist-upgrade" {
      report.flag(
        file.place(call.invocation.name.range.lowerBound..<call.subcommand.range.upperBound),
        "this upgrades the whole distribution", help: "use a newer base image instead")
    }
  }
}
