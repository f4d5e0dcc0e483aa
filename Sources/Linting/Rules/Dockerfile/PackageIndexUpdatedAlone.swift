import Artifacts
import ByteSearch

struct PackageIndexUpdatedAlone: DockerfileRule {
  static let card = RuleCard(
    "package-index-updated-alone", .dockerfile, summary: "A RUN updates the package index and installs nothing.",
    rationale:
      "Its layer is cached: a later install takes the old index, and fails once the packages that it names are gone.",
    severity: .warning, aliases: ["DS-0017", "CKV_DOCKER_5"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN ⟦apt-get update⟧\nRUN apt-get install -y curl\nUSER node"),
    .flags("FROM node:20-alpine\nRUN ⟦apk update⟧\nUSER node"),
    .passes("FROM node:20\nRUN apt-get update && apt-get install -y curl\nUSER node"),
    .passes("FROM node:20\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\nUSER node"),
    .passes("FROM node:20-alpine\nRUN npm update\nUSER node"),
    .passes("FROM rockylinux:9\nRUN yum -y update && yum clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM opensuse/leap:15.6\nRUN zypper -n up && zypper clean\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf check-update; dnf -y up && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf makecache && dnf -y rei bash && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf makecache && dnf -y in httpd && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM debian:13\nRUN apt-get update && aptitude install -y curl\nUSER app", spec: "# Nothing"),
    .passes("FROM debian:13\nRUN apt-get update && apt-get dist-clean\nUSER app", spec: "# Nothing"),
    .flags("FROM debian:13\nRUN ⟦aptitude update⟧\nUSER app", spec: "# Nothing"),
  ]

  private static let updates: [String: Set<String>] = [
    "apt-get": ["update"], "apt": ["update"], "aptitude": ["update"], "apk": ["update"],
    "yum": ["makecache", "check-update"], "dnf": ["makecache", "check-update"], "zypper": ["refresh", "ref"],
  ]
  private static let followers: Set<String> = [
    "install", "add", "upgrade", "dist-upgrade", "full-upgrade", "in", "build-dep", "source", "update", "patch", "up",
    "source-install", "groupinstall",
    "localinstall", "reinstall", "rei", "safe-upgrade", "dup", "fix", "satisfy", "build-deps", "download",
  ]
  /// What throws the index away again: it was wanted for this RUN alone.
  private static let cleaners: Set<String> = ["dist-clean", "distclean"]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for step in file.steps {
      let last = step.invocations.lastIndex(where: isInstall) ?? -1
      for (index, invocation) in step.invocations.enumerated() {
        guard let updates = Self.updates[invocation.program],
          let word = invocation.arguments.first(where: { !$0.isFlag }), updates.contains(word.text),
          index >= last, !step.isMounted("/var/lib/apt/lists"),
          !step.isMounted("/var/cache/apk")
        else { continue }
        report.flag(
          file.place(invocation.name.range.lowerBound..<word.range.upperBound),
          "the index is updated here, and nothing is installed from it",
          help: "join it with the install: `… update && … install`")
      }
    }
  }

  private func isInstall(_ invocation: Invocation) -> Bool {
    invocation.arguments.first { !$0.isFlag }.map {
      Self.followers.contains($0.text) || Self.cleaners.contains($0.text)
    } ?? false
      || !Self.updates.keys.contains(invocation.program) && invocation.program.contains("install")
  }
}
