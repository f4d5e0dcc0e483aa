struct UnsignedRPMPackages: DockerfileRule {
  static let card = RuleCard(
    "unsigned-rpm-packages", .dockerfile, summary: "yum, dnf or tdnf accepts packages without a signature.",
    rationale: "Somebody on the network can put other packages into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_9"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN dnf install -y ⟦--nogpgcheck⟧ x-1 && dnf clean all\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN dnf install -y x-1 && dnf clean all\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOptions(
      ["--nogpgcheck", "--no-gpgchecks"], of: ["yum", "dnf", "dnf5", "tdnf", "microdnf"], in: file,
      what: "accepts packages without a signature", help: "import the missing key: rpm --import")
  }
}
