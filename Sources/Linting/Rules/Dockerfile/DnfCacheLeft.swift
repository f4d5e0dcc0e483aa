struct DnfCacheLeft: DockerfileRule {
  static let card = RuleCard(
    "dnf-cache-left", .dockerfile, summary: "What dnf downloads stays in the image.",
    rationale: "Removing it in a later RUN does not make the layer smaller.", severity: .warning,
    aliases: ["DL3040", "DS-0019"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN ⟦dnf install⟧ -y httpd\nUSER app", spec: "# Nothing"),
    .flags("FROM rockylinux:9\nRUN ⟦dnf upgrade⟧ -y\nUSER app", spec: "# Nothing"),
    .flags("FROM rockylinux:9\nRUN ⟦dnf in⟧ -y httpd && ⟦dnf rei⟧ -y bash\nUSER app", spec: "# Nothing"),
    .flags("FROM rockylinux:9\nRUN dnf clean all && ⟦dnf install⟧ -y httpd\nUSER app", spec: "# Nothing"),
    .flags(
      "FROM rockylinux:9\nRUN --mount=type=cache,target=/var/cache/apt ⟦dnf install⟧ -y httpd\nUSER app",
      spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf -y up && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf install -y httpd && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf install -y httpd && rm -rf /var/cache/dnf\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM rockylinux:9\nRUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y httpd\nUSER app",
      spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLeftCache(
      of: .dnf, file, folders: ["/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/yum"], cleaning: "dnf clean all")
  }
}
