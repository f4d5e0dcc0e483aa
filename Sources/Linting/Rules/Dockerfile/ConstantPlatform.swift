import ByteSearch

struct ConstantPlatform: DockerfileRule {
  static let card = RuleCard(
    "constant-platform", .dockerfile, summary: "FROM is fixed to one platform.",
    rationale:
      "The image can be built for that platform alone. A stage that carries the architecture in its name does so on purpose, and a variable is a choice.",
    severity: .warning, aliases: ["DL3029", "FromPlatformFlagConstDisallowed"])

  static let examples: [Example] = [
    .flags("FROM ⟦--platform=linux/amd64⟧ node:20-alpine\nUSER node"),
    .passes("FROM --platform=$BUILDPLATFORM node:20-alpine AS build\nFROM node:20-alpine\nUSER node"),
    .passes("FROM --platform=linux/amd64 node:20-alpine AS build_amd64\nFROM build_${TARGETARCH}\nUSER node"),
    .passes("FROM --platform=linux/amd64 node:20-alpine AS linux\nUSER node"),
    .passes("FROM --platform=windows/amd64 node:20 AS build-windows\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      guard let flag = stage.from.flag("platform"), let platform = flag.value, !platform.isEmpty,
        !platform.contains("$")
      else { continue }
      let parts = platform.lowercased().split(separator: "/").prefix(2).map(String.init)
      let name = stage.name?.text.lowercased() ?? ""
      guard !parts.contains(where: name.contains) else { continue }
      report.flag(
        file.place(flag.range), "the platform is fixed to '\(platform)', whatever the build asks for",
        help: "leave it out, or use $BUILDPLATFORM for a stage that only builds")
    }
  }
}
