struct PipTrustedHost: DockerfileRule {
  static let card = RuleCard(
    "pip-trusted-host", .dockerfile, summary: "pip is told not to check a host's certificate.",
    rationale: "Somebody on the network can put other packages into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_4"])

  static let examples: [Example] = [
    .flags(
      "FROM python:3.12\nRUN pip install ⟦--trusted-host⟧ pypi.org x==1 && pip3 install ⟦--trusted-host=a⟧ y==1\nUSER app",
      spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN pip install --index-url https://pypi.org/simple x==1\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.calls(of: .pip) {
      for flag in call.flags where flag.text == "--trusted-host" || flag.text.hasPrefix("--trusted-host=") {
        report.flag(
          file.place(flag), "'--trusted-host' turns off certificate checks",
          help: "add the missing certificate: --cert")
      }
    }
  }
}
