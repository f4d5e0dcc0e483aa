import ByteSearch

struct ConstantPlatform: DockerfileRule {
  static let card = RuleCard(
    "constant-platform", .dockerfile, summary: "FROM names one platform for good.",
    rationale:
      "The image can be built for that platform alone. A stage that carries the architecture in its name is meant so, and a variable is a choice.",
    severity: .warning, aliases: ["DL3029", "FromPlatformFlagConstDisallowed"])

  static let examples: [Example] = [
    .flags("FROM ⟦--platform=linux/amd64⟧ node:20-alpine\nUSER node"),
    .passes("FROM --platform=$BUILDPLATFORM node:20-alpine AS build\nFROM node:20-alpine\nUSER node"),
    .passes("FROM --platform=linux/amd64 node:20-alpine AS build_amd64\nFROM build_${TARGETARCH}\nUSER node"),
    .passes("FROM node:20-alpine\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      guard let flag = stage.from.flag("platform"), let platform = flag.value, !platform.isEmpty,
        !platform.contains("$")
      else { continue }
      let architecture = platform.split(separator: "/").dropFirst().first.map(String.init) ?? platform
      guard !(stage.name?.text.lowercased().contains(architecture) ?? false) else { continue }
      report.flag(
        file.place(flag.range), "'\(platform)' whatever the build is for",
        help: "leave it out, or use $BUILDPLATFORM for a stage that only builds")
    }
  }
}
