struct UnverifiedRPM: DockerfileRule {
  static let card = RuleCard(
    "unverified-rpm", .dockerfile, summary: "rpm is told not to verify a package.",
    rationale: "Somebody on the network can put other packages into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_10"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN rpm -i ⟦--nodigest⟧ ⟦--nosignature⟧ x.rpm\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN rpm -i x.rpm\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    report.flagOptions(
      ["--nodigest", "--nosignature", "--noverify", "--nofiledigest"], of: ["rpm"], in: file,
      what: "accepts the package without verifying it", help: "import the missing key: rpm --import")
  }
}
