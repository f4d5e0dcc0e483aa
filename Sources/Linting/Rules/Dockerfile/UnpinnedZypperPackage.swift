struct UnpinnedZypperPackage: DockerfileRule {
  static let card = RuleCard(
    "unpinned-zypper-package", .dockerfile, summary: "zypper installs packages without a version.",
    rationale: "What is installed depends on the day of the build.", severity: .advice, aliases: ["DL3037"])

  static let examples: [Example] = [
    .flags("FROM opensuse/leap:15.6\nRUN zypper install -y ⟦httpd⟧ && zypper clean\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM opensuse/leap:15.6\nRUN zypper install -y httpd=2.4 'x>=1' ./x.rpm && zypper clean\nUSER app",
      spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .zypper) {
      let bare = call.packages.filter { word in
        !word.text.contains(where: { "=<>~".contains($0) }) && !word.text.hasSuffix(".rpm")
      }
      report.flagUnpinned(bare, file, example: "httpd=2.4.57")
    }
  }
}
