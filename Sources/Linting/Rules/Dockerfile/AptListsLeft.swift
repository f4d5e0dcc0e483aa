struct AptListsLeft: DockerfileRule {
  static let card = RuleCard(
    "apt-lists-left", .dockerfile, summary: "The package lists of apt-get stay in the image.",
    rationale:
      "Some 20 to 40 MB that are out of date tomorrow. Removing them in a later RUN does not make the layer smaller.",
    severity: .advice, aliases: ["DL3009"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN ⟦apt-get update⟧ && apt-get install -y curl\nUSER node"),
    .passes("FROM node:20\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nUSER node"),
    .passes(
      "FROM node:20\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl\nUSER node"),
    .passes("FROM node:20 AS build\nRUN apt-get update && apt-get install -y curl\nFROM node:20\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y curl\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let kept = Set(file.tree.finalStage.map { file.tree.lineage(of: $0).map(\.index) } ?? [])
    for call in file.calls(of: .aptGet) + file.calls(of: .apt) where call.subcommand.text == "update" {
      guard kept.contains(call.step.stage) || call.step.isTrigger, !call.step.removes("/var/lib/apt/lists"),
        !call.step.isMounted("/var/lib/apt/lists")
      else { continue }
      report.flag(
        file.place(call.invocation.name.range.lowerBound..<call.subcommand.range.upperBound),
        "the package lists stay in the layer", help: "end the same RUN with `rm -rf /var/lib/apt/lists/*`")
    }
  }
}
