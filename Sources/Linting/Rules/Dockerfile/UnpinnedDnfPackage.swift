struct UnpinnedDnfPackage: DockerfileRule {
  static let card = RuleCard(
    "unpinned-dnf-package", .dockerfile, summary: "dnf or microdnf installs packages without a version.",
    rationale: "What is installed depends on the day of the build.", severity: .advice, aliases: ["DL3041"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN dnf install -y ⟦httpd⟧ && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM rockylinux:9\nRUN microdnf install -y httpd-2.4.57 && microdnf clean all\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .dnf) + file.installs(of: .microdnf) where call.subcommand.text == "install" {
      report.flagUnpinned(call.packages.filter { !$0.namesRPMVersion }, file, example: "httpd-2.4.57")
    }
  }
}
