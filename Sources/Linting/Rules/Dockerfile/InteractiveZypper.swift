struct InteractiveZypper: DockerfileRule {
  static let card = RuleCard(
    "interactive-zypper", .dockerfile, summary: "zypper asks for confirmation.",
    rationale: "A build has nobody to answer.", severity: .warning, aliases: ["DL3034"])

  static let examples: [Example] = [
    .flags("FROM opensuse/leap:15.6\nRUN zypper ⟦install⟧ httpd && zypper clean\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM opensuse/leap:15.6\nRUN zypper install -y httpd && zypper -n in x && zypper --non-interactive rm y\nUSER app",
      spec: "# Nothing"),
    .passes("FROM opensuse/leap:15.6\nRUN zypper refresh\nUSER app", spec: "# Nothing"),
  ]

  private static let asking: Set<String> = [
    "install", "in", "remove", "rm", "source-install", "si", "patch", "update", "up",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.calls(of: .zypper) where Self.asking.contains(call.subcommand.text) {
      guard !call.has("-n", "--non-interactive", "-y", "--no-confirm", "--noconfirm") else { continue }
      report.flagInteractive(call, file, option: "-y")
    }
  }
}
