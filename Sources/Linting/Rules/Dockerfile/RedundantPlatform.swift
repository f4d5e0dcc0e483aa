import Diagnostics

struct RedundantPlatform: DockerfileRule {
  static let card = RuleCard(
    "redundant-platform", .dockerfile, summary: "FROM asks for $TARGETPLATFORM, which is the default.",
    rationale: "It changes nothing, but looks as if it did.", severity: .advice,
    aliases: ["DL3065", "RedundantTargetPlatform"])

  static let examples: [Example] = [
    .flags("FROM ⟦--platform=$TARGETPLATFORM⟧ node:20-alpine\nUSER node"),
    .flags("FROM ⟦--platform=${TARGETPLATFORM}⟧ node:20-alpine\nUSER node"),
    .passes("FROM --platform=$BUILDPLATFORM node:20-alpine AS build\nFROM node:20-alpine\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      guard let flag = stage.from.flag("platform"), ["$TARGETPLATFORM", "${TARGETPLATFORM}"].contains(flag.value) else {
        continue
      }
      let next = stage.base?.range.lowerBound ?? flag.range.upperBound
      let isOnly = file.source.text(flag.range.upperBound..<max(next, flag.range.upperBound)).allSatisfy { $0 == " " }
      report.flag(
        file.place(flag.range), "$TARGETPLATFORM is the default platform",
        fix: isOnly ? .safe(Edit(file.place(flag.range.lowerBound..<next), "")) : nil)
    }
  }
}
