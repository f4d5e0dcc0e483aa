struct ZypperCacheLeft: DockerfileRule {
  static let card = RuleCard(
    "zypper-cache-left", .dockerfile, summary: "What zypper downloads stays in the image.",
    rationale: "Removing it in a later RUN does not make the layer smaller.", severity: .warning,
    aliases: ["DL3036", "DS-0020"])

  static let examples: [Example] = [
    .flags("FROM opensuse/leap:15.6\nRUN ⟦zypper install⟧ -y httpd\nUSER app", spec: "# Nothing"),
    .passes("FROM opensuse/leap:15.6\nRUN zypper install -y httpd && zypper clean --all\nUSER app", spec: "# Nothing"),
    .passes("FROM opensuse/leap:15.6\nRUN zypper install -y httpd && zypper cc\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM opensuse/leap:15.6\nRUN zypper install -y httpd && rm -rf /var/cache/zypp/*\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagLeftCache(of: .zypper, file, folders: ["/var/cache/zypp"], cleaning: "zypper clean --all")
  }
}
