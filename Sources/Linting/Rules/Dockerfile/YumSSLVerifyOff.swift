import ByteSearch

struct YumSSLVerifyOff: DockerfileRule {
  static let card = RuleCard(
    "yum-sslverify-off", .dockerfile, summary: "yum or dnf is configured not to check certificates.",
    rationale: "Somebody on the network can put other packages into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_15"])

  static let examples: [Example] = [
    .flags("FROM rockylinux:9\nRUN ⟦yum-config-manager --save --setopt=sslverify=false⟧\nUSER app", spec: "# Nothing"),
    .flags("FROM rockylinux:9\nRUN ⟦echo sslverify=0⟧ >> /etc/yum.conf\nUSER app", spec: "# Nothing"),
    .passes("FROM rockylinux:9\nRUN yum-config-manager --save --setopt=sslverify=true\nUSER app", spec: "# Nothing"),
  ]

  private static let programs = [
    "yum", "dnf", "dnf5", "tdnf", "microdnf", "yum-config-manager", "echo", "printf", "sed", "dnf-config-manager",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: Self.programs) { invocation, _ in
      guard invocation.arguments.contains(where: { isOff($0.text) }) else { return }
      report.flag(
        file.place(invocation.range), "'sslverify' turns off certificate checks",
        help: "add the missing certificate: sslcacert")
    }
  }

  private func isOff(_ text: String) -> Bool {
    guard let key = text.firstRange(of: "sslverify") else { return false }
    let value = text[key.upperBound...].drop { $0 == " " || $0 == "=" }.lowercased()
    return ["false", "0", "no", "off"].contains { value.hasPrefix($0) }
  }
}
