import ByteSearch
import DeploymentSpec
import Diagnostics
import Vocabulary

struct BaseImageDiffersFromSpec: ContainerRule {
  static let card = RuleCard(
    "base-image-differs-from-spec", .container, summary: "The image is built on another base than the spec names.",
    rationale: "The spec's base image is the one that was agreed on, scanned and kept up to date.", severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags("FROM ⟦node:18-alpine⟧\nUSER node"),
    .flags("ARG VERSION=22\nFROM ⟦node:${VERSION}-alpine⟧ AS base\nFROM base\nUSER node"),
    .passes("FROM node:20-alpine\nUSER node"),
    .passes("FROM golang:1.23 AS tools\nRUN true\nFROM docker.io/library/node:20-alpine@sha256:abc\nUSER node"),
    .passes("FROM $BASE\nUSER node"),
  ]

  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard subject.workload.runtime == .image, let expected = subject.settings?.baseImage,
      let image = subject.container.image?.written, !image.value.matches(expected.value)
    else { return }
    report.flag(
      image.location, "the base image is '\(image.value)', the spec names '\(expected.value)'",
      environment: subject.environment, spec: expected.citation,
      fix: image.location.text.contains("$") ? nil : .unsafe(Edit(image.location, expected.value.description)))
  }
}
