struct UnpinnedYumPackage: DockerfileRule {
  static let card = RuleCard(
    "unpinned-yum-package", .dockerfile, summary: "yum installs packages without a version.",
    rationale: "What is installed depends on the day of the build.", severity: .advice, aliases: ["DL3033"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN yum install -y ⟦httpd⟧ && yum clean all\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM rockylinux:9\nRUN yum install -y httpd-2.4.57 ./x.rpm $PACKAGES && yum clean all\nUSER app",
      spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN yum install -y git-core-${V} && yum clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN yum group install -y X && yum clean all\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .yum)
    where ["install", "in"].contains(call.subcommand.text) && call.noun != "group" && call.noun != "groups" {
      let bare = call.packages.filter { word in
        call.noun == "module" ? !word.text.contains(":") : !word.namesRPMVersion && !word.text.hasPrefix("@")
      }
      report.flagUnpinned(bare, file, example: call.noun == "module" ? "tomcat:9" : "httpd-2.4.57")
    }
  }
}
