struct PythonHTTPSUnverified: DockerfileRule {
  static let card = RuleCard(
    "python-https-unverified", .dockerfile, summary: "Python is told not to check certificates.",
    rationale: "Somebody on the network can put other files into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_5"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nENV ⟦PYTHONHTTPSVERIFY=0⟧\nUSER node"),
    .flags("FROM node:20-alpine\nRUN ⟦PYTHONHTTPSVERIFY=0⟧ python x.py && export ⟦PYTHONHTTPSVERIFY=0⟧\nUSER node"),
    .passes("FROM node:20-alpine\nRUN echo PYTHONHTTPSVERIFY\nUSER node"),
    .passes("FROM node:20-alpine\nENV PYTHONHTTPSVERIFY=1\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for setting in file.settings(of: "PYTHONHTTPSVERIFY") where setting.value == "0" {
      report.flag(
        file.place(setting.range), "'PYTHONHTTPSVERIFY' turns off certificate checks",
        help: "add the missing certificate instead")
    }
  }
}
