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
    .passes("FROM node:20\nRUN apt-get update && apt-get install -y curl && apt-get dist-clean\nUSER node"),
    .passes("FROM node:20\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt\nUSER node"),
    .passes(
      "FROM node:20\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/{apt,dpkg}/lists/* /var/lib/apt/lists/*\nUSER node"
    ),
    .flags("FROM node:20\nRUN rm -rf /var/lib/apt/lists/* && ⟦apt-get update⟧ && apt-get install -y curl\nUSER node"),
    .flags("FROM node:20\nRUN ⟦aptitude update⟧ && aptitude install -y curl\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let kept = file.keptStages
    let calls = file.calls(of: .aptGet) + file.calls(of: .apt) + file.calls(of: .aptitude)
    let cleaned = PackageCall.lastPlaces(of: ["dist-clean", "distclean"], in: calls)
    var removals = Removals(of: ["/var/lib/apt/lists"])
    for call in calls where call.subcommand.text == "update" {
      let place = call.subcommand.range.upperBound
      guard kept.contains(call.step.stage) || call.step.isTrigger,
        cleaned[ObjectIdentifier(call.step.instruction), default: 0] <= place,
        !removals.follow(place, in: call.step), !call.step.isMounted("/var/lib/apt/lists")
      else { continue }
      report.flag(
        file.place(call.invocation.name.range.lowerBound..<call.subcommand.range.upperBound),
        "the package lists stay in the layer", help: "end the same RUN with `rm -rf /var/lib/apt/lists/*`")
    }
  }
}
