struct InteractiveDnf: DockerfileRule {
  static let card = RuleCard(
    "interactive-dnf", .dockerfile, summary: "dnf or microdnf install asks for confirmation.",
    rationale: "A build has nobody to answer.", severity: .warning, aliases: ["DL3038"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN dnf ⟦install⟧ httpd && microdnf ⟦install⟧ x\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM rockylinux:9\nRUN dnf install -y httpd && microdnf -y install x && dnf --assumeyes install y\nUSER app",
      spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .dnf) + file.installs(of: .microdnf) where !call.has("-y", "--assumeyes") {
      report.flagInteractive(call, file, option: "-y")
    }
  }
}
