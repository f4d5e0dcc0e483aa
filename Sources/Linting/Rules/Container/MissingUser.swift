import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics
import Syntax
import Vocabulary

struct MissingUser: ContainerRule {
  static let card = RuleCard(
    "missing-user", .container, summary: "The image names no user, so it runs as root.",
    rationale: "Almost every base image leaves the user at root; a process that escapes is then root on the host.",
    severity: .warning, aliases: ["CKV_DOCKER_3", "DS-0002"])

  static let examples: [Example] = [
    .flags("⟦FROM node:20-alpine⟧\nCMD [\"node\"]"),
    .flags("FROM node:20-alpine AS build\nUSER node\n⟦FROM node:20-alpine⟧\nCMD [\"node\"]"),
    .passes("FROM node:20-alpine AS base\nUSER node\nFROM base\nCMD [\"node\"]"),
    .passes("FROM gcr.io/distroless/nodejs20:nonroot\nCMD [\"main.js\"]", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER node"),
  ]

  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard subject.workload.runtime == .image, subject.container.user == nil, !hasOwnUser(subject.container.image?.value)
    else { return }
    let wanted = subject.settings?.user
    let instead =
      wanted?.value.name.map { ", the spec wants '\($0)'" }
      ?? (wanted == nil ? "" : ", the spec wants one that is not root")
    report.flag(
      subject.container.location, "no USER in the final stage\(instead)",
      help: wanted?.value.name.map { "add `USER \($0)` before CMD or ENTRYPOINT" }
        ?? "create a user and switch to it with USER",
      environment: subject.environment, spec: wanted?.citation, fix: fix(subject, wanted?.value.name))
  }

  private func fix(_ subject: ContainerSubject, _ name: String?) -> Fix? {
    guard let name, let place = subject.container.insertionPlace else { return nil }
    return .unsafe(Edit(place, "USER \(name)\n"))
  }

  /// Images that are made to run without root: distroless `nonroot` tags, Chainguard, Bitnami, `-rootless`.
  private func hasOwnUser(_ image: ImageReference?) -> Bool {
    guard let image else { return false }
    let tag = image.tag ?? ""
    return tag.contains("nonroot") || tag.contains("rootless") || image.repository.hasPrefix("cgr.dev/chainguard/")
      || image.repository.hasPrefix("bitnami/") || image.name.contains("unprivileged")
  }
}
