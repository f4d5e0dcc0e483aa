import Artifacts
import DeploymentSpec
import Diagnostics
import Vocabulary

struct MissingUser: ContainerRule {
  static let card = RuleCard(
    "missing-user", .container, summary: "The image names no user, so it runs as root.",
    rationale:
      "Almost every base image leaves the user at root; a process that escapes is then root on the host. Base images that are known to have a user of their own are let pass; of those that nobody can know here it is advice.",
    severity: .warning, aliases: ["CKV_DOCKER_3", "DS-0002"])

  static let examples: [Example] = [
    .flags("⟦FROM node:20-alpine⟧\nCMD [\"node\"]"),
    .flags("FROM node:20-alpine AS build\nUSER node\n⟦FROM node:20-alpine⟧\nCMD [\"node\"]"),
    .flags("⟦FROM registry.test/base:1⟧\nCMD [\"a\"]"),
    .flags("⟦FROM gcr.io/distroless/static⟧\nCMD [\"a\"]", spec: "# Nothing"),
    .flags("⟦FROM node:20-alpine⟧\nRUN apk add --no-cache su-exec\nENTRYPOINT [\"/entrypoint.sh\"]", spec: "# Nothing"),
    .passes("FROM node:20-alpine AS base\nUSER node\nFROM base\nCMD [\"node\"]"),
    .passes("FROM debian:13 AS base-amd64\nUSER app\nFROM base-${TARGETARCH}\nCMD [\"node\"]", spec: "# Nothing"),
    .passes("ARG V=a\nFROM debian:13 AS base-a\nUSER app\nFROM base-${V}\nCMD [\"node\"]", spec: "# Nothing"),
    .passes("FROM gcr.io/distroless/nodejs20:nonroot\nCMD [\"main.js\"]", spec: "# Nothing"),
    .passes("FROM gcr.io/distroless/static-debian12:debug-nonroot\nCMD [\"main\"]", spec: "# Nothing"),
    .passes("FROM grafana/grafana:11.2.0\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM jenkins/jenkins:2.479-lts\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM quay.io/keycloak/keycloak:26.0\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM docker.elastic.co/elasticsearch/elasticsearch:8.15.0\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM kibana:8.15.0\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM prom/prometheus:v2.54.0\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM apache/kafka:3.8.0\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM apache/airflow:2.10.0\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM sonarqube:10.6-community\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM n8nio/n8n:1.60.0\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM selenium/standalone-chrome:129.0\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM quay.io/jupyter/base-notebook:2024-09-01\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM registry.access.redhat.com/ubi9/nodejs-20:1\nCOPY a /a\nCMD [\"a\"]", spec: "# Nothing"),
    .passes("FROM mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled\nENTRYPOINT [\"a\"]", spec: "# Nothing"),
    .passes("FROM nginxinc/nginx-unprivileged:1.27\nCOPY a /a", spec: "# Nothing"),
    .passes("FROM cgr.dev/chainguard/node:latest\nCMD [\"a\"]", spec: "# Nothing"),
    .passes("FROM cgr.dev/acme.com/node:20\nCMD [\"a\"]", spec: "# Nothing"),
    .passes("FROM acme.dhi.io/node:20\nCMD [\"a\"]", spec: "# Nothing"),
    .passes("FROM bitnami/node:20\nCMD [\"a\"]", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER node"),
  ]

  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard subject.workload.runtime == .image, subject.container.user == nil, let image = subject.container.image,
      image.value.map({ BaseImageUsers.user(of: $0) == nil }) ?? true
    else { return }
    if let reason = doubt(subject.container, image.value) {
      return report.flag(
        subject.container.location, "no USER in the final stage: \(reason)",
        help: "add USER anyway",
        environment: subject.environment, most: .advice)
    }
    let wanted = subject.settings?.user
    let instead =
      wanted?.value.name.map { ", the spec wants '\($0)'" }
      ?? (wanted == nil ? "" : ", the spec wants one that is not root")
    report.flag(
      subject.container.location, "the final stage has no USER, so the image runs as root\(instead)",
      help: wanted?.value.name.map { "add `USER \($0)` before CMD or ENTRYPOINT" }
        ?? "create a user and switch to it with USER",
      environment: subject.environment, spec: wanted?.citation, fix: fix(subject, wanted?.value.name))
  }

  private func fix(_ subject: ContainerSubject, _ name: String?) -> Fix? {
    guard let name, let place = subject.container.insertionPlace else { return nil }
    return .unsafe(Edit(place, "USER \(name)\n"))
  }

  /// Why the image may well run as somebody else, or never by itself.
  private func doubt(_ container: Container, _ image: ImageReference?) -> String? {
    if let program = container.userSwitch { return "the image starts as root and drops root with '\(program)'" }
    guard let image else { return "which base it is built on, and with which user, depends on the build" }
    if image.repository == "scratch" { return "an image from scratch runs as root unless something else is said" }
    guard BaseImageUsers.runsAsRoot(image) else {
      return "the user is that of '\(image)', which is not known here"
    }
    return container.hasCommand ? nil : "it has no CMD or ENTRYPOINT, so other images may be built on it"
  }
}
