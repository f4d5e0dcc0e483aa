import ByteSearch

struct UnpinnedAptPackage: DockerfileRule {
  static let card = RuleCard(
    "unpinned-apt-package", .dockerfile, summary: "apt-get installs packages without a version.",
    rationale:
      "What is installed depends on the day of the build. Debian removes old versions, so not every team wants it. What a variable holds is not judged.",
    severity: .advice, aliases: ["DL3008"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN apt-get install -y ⟦curl⟧ git=1:2.39\nUSER node"),
    .flags("FROM node:20\nRUN apt-get update \\\n && apt-get install -y \\\n      ⟦curl⟧ \\\n      git\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y curl=7.88.1-10 -t bookworm-backports\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y ./local.deb $PACKAGES curl/stable\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y foo-${V} linux-headers-$(uname -r)\nUSER node"),
    .flags("FROM node:20\nRUN aptitude install -y ⟦curl⟧\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y curl=7.* build-essential-\nUSER node"),
    .passes("FROM node:20\nRUN apt-get update\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .aptGet) + file.installs(of: .aptitude) {
      // `curl-` takes a package away.
      let bare = call.packages.filter {
        !$0.text.contains("=") && !$0.text.contains("/") && !$0.text.hasSuffix(".deb") && !$0.text.hasSuffix("-")
      }
      report.flagUnpinned(bare, file, example: "curl=7.88.1-10+deb12u8")
    }
  }
}
