struct YumCacheLeft: DockerfileRule {
  static let card = RuleCard(
    "yum-cache-left", .dockerfile, summary: "What yum downloads stays in the image.",
    rationale: "Removing it in a later RUN does not make the layer smaller.", severity: .warning,
    aliases: ["DL3032", "DS-0015"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN ⟦yum install⟧ -y httpd\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN yum install -y httpd && yum clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN yum install -y httpd && rm -rf /var/cache/yum/*\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM rockylinux:9\nRUN --mount=type=cache,target=/var/cache/yum yum install -y httpd\nUSER app",
      spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLeftCache(of: .yum, file, folders: ["/var/cache/yum", "/var/cache/dnf"], cleaning: "yum clean all")
  }
}
