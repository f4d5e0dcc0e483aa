struct UnpinnedDnfPackage: DockerfileRule {
  static let card = RuleCard(
    "unpinned-dnf-package", .dockerfile, summary: "dnf or microdnf installs packages without a version.",
    rationale: "What is installed depends on the day of the build.", severity: .advice, aliases: ["DL3041"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN dnf install -y ⟦httpd⟧ && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM rockylinux:9\nRUN microdnf install -y httpd-2.4.57 && microdnf clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf install -y git-core-${V} && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf group install -y \"X\" && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf module install -y tomcat:9 && dnf clean all\nUSER app", spec: "# Nothing"),
    .flags("FROM rockylinux:9\nRUN dnf module install -y ⟦tomcat⟧ && dnf clean all\nUSER app", spec: "# Nothing"),
    .flags("FROM rockylinux:9\nRUN dnf in -y ⟦httpd⟧ && dnf clean all\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .dnf) + file.installs(of: .microdnf)
    where ["install", "in"].contains(call.subcommand.text) && call.noun != "group" && call.noun != "groups" {
      let bare = call.packages.filter { word in
        call.noun == "module" ? !word.text.contains(":") : !word.namesRPMVersion && !word.text.hasPrefix("@")
      }
      report.flagUnpinned(bare, file, example: call.noun == "module" ? "tomcat:9" : "httpd-2.4.57")
    }
  }
}
