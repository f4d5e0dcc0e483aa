import Artifacts
import Diagnostics
import Syntax
import Vocabulary

struct UntaggedImage: ImageRule {
  static let card = RuleCard(
    "untagged-image", .container, summary: "An image is named without a tag.",
    rationale: "It means `latest`: what runs changes without a change in the repository.", severity: .warning,
    aliases: ["DL3006", "CKV_DOCKER_7", "DS-0001", "CKV_K8S_14"])

  static let examples: [Example] = [
    .flags("FROM ⟦node⟧\nUSER node", spec: "# Nothing"),
    .flags("services:\n  db:\n    image: ⟦postgres⟧", in: "compose.yaml"),
    .flags("FROM node:20-alpine\nCOPY --from=⟦owner/image⟧ /a /b\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY --from=owner/image:1 /a /b\nUSER node"),
    .passes("ARG V=a\nFROM debian:13 AS base-a\nUSER app\nFROM base-${V}", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER node"),
    .passes("FROM scratch\nUSER 1000", spec: "# Nothing"),
    .passes("FROM node@sha256:abc\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20 AS base\nFROM base\nUSER node", spec: "# Nothing"),
    .passes("services:\n  api:\n    build: .\n    image: shop", in: "compose.yaml"),
  ]

  /// An image that compose builds itself needs no tag.
  func check(_ subject: ImageSubject, _ report: inout Report) {
    guard !subject.isBuiltHere, let image = subject.image.written, image.value.tag == nil,
      image.value.digest == nil, image.value.repository != "scratch"
    else { return }
    report.flag(
      image.location, "'\(image.value)' has no tag, which means 'latest'",
      help: "add the tag of a release to '\(image.value.repository)'",
      environment: subject.environment)
  }
}
