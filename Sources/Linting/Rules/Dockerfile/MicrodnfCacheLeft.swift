struct MicrodnfCacheLeft: DockerfileRule {
  static let card = RuleCard(
    "microdnf-cache-left", .dockerfile, summary: "What microdnf downloads stays in the image.",
    rationale: "Removing it in a later RUN does not make the layer smaller.", severity: .warning,
    aliases: ["DL3040", "DS-0027"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN ⟦microdnf install⟧ -y httpd\nUSER app", spec: "# Nothing"),
    .flags("FROM rockylinux:9\nRUN ⟦microdnf upgrade⟧ -y\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN microdnf install -y httpd && microdnf clean all\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLeftCache(
      of: .microdnf, file, folders: ["/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/yum"],
      cleaning: "microdnf clean all")
  }
}
