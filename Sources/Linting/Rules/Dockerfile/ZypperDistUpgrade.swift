struct ZypperDistUpgrade: DockerfileRule {
  static let card = RuleCard(
    "zypper-dist-upgrade", .dockerfile, summary: "A RUN upgrades the whole distribution by zypper.",
    rationale: "Another base image does that, and everybody sees which.", severity: .warning, aliases: ["DL3035"])

  static let examples: [Example] = [
    .flags("FROM opensuse/leap:15.6\nRUN ⟦zypper dist-upgrade⟧ -y\nUSER app", spec: "# Nothing"),
    .flags("FROM opensuse/leap:15.6\nRUN ⟦zypper dup⟧\nUSER app", spec: "# Nothing"),
    .passes("FROM opensuse/leap:15.6\nRUN zypper update -y\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.calls(of: .zypper) where ["dist-upgrade", "dup"].contains(call.subcommand.text) {
      report.flag(
        file.place(call.invocation.name.range.lowerBound..<call.subcommand.range.upperBound),
        "this upgrades the whole distribution", help: "use a newer base image instead")
    }
  }
}
