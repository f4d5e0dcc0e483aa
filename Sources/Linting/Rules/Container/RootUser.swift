import Artifacts
import DeploymentSpec
import Diagnostics

struct RootUser: ContainerRule {
  static let card = RuleCard(
    "root-user", .container, summary: "The container is told to run as root.",
    rationale: "A process that escapes a container that runs as root is root on the host.", severity: .error,
    aliases: ["DL3002", "CKV_DOCKER_8", "DS-0002"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER ⟦root⟧"),
    .flags("FROM node:20-alpine\nUSER node\nUSER ⟦0:0⟧"),
    .flags("services:\n  api:\n    image: api:1\n    user: \"⟦0⟧\"", in: "compose.yaml"),
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    securityContext:\n      runAsUser: ⟦0⟧",
      in: "k8s/pod.yaml"),
    .passes("FROM node:20-alpine\nUSER root\nRUN apk add --no-cache curl\nUSER node"),
    .passes("FROM node:20-alpine AS build\nUSER root\nRUN true\nFROM node:20-alpine\nUSER node"),
    .passes("FROM node:20-alpine\nARG APP_USER\nUSER $APP_USER"),
    .passes("FROM node:20-alpine\nUSER rooty"),
  ]

  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard let user = subject.container.user?.written, ContainerSettings.isRoot(user.value) else { return }
    let wanted = subject.settings?.user
    let instead =
      wanted?.value.name.map { ", the spec wants '\($0)'" }
      ?? (wanted == nil ? "" : ", the spec wants a user that is not root")
    report.flag(
      user.location, "\(subject.title) runs as '\(user.value)'\(instead)",
      help:
        "add USER with a user without privileges at the end of the stage, or set one where the container is started",
      environment: subject.environment, spec: wanted?.citation,
      fix: wanted?.value.name.map { .unsafe(Edit(user.location, $0)) })
  }
}
