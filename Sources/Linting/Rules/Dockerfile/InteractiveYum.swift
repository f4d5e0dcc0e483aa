struct InteractiveYum: DockerfileRule {
  static let card = RuleCard(
    "interactive-yum", .dockerfile, summary: "yum install asks for confirmation.",
    rationale: "A build has nobody to answer.", severity: .warning, aliases: ["DL3030"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN yum ⟦install⟧ httpd && yum clean all\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM rockylinux:9\nRUN yum install -y httpd && yum -y install x && yum install --assumeyes y\nUSER app",
      spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .yum) where !call.has("-y", "--assumeyes") {
      report.flagInteractive(call, file, option: "-y")
    }
  }
}
