import ByteSearch

struct InteractiveAptGet: DockerfileRule {
  static let card = RuleCard(
    "interactive-apt-get", .dockerfile, summary: "apt-get install asks for confirmation.",
    rationale: "A build has nobody to answer: apt-get gives up as soon as it has to ask.", severity: .warning,
    aliases: ["DL3014", "DS-0021"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN apt-get update && apt-get ⟦install⟧ curl\nUSER node"),
    .passes(
      "FROM node:20\nRUN apt-get install -y curl && apt-get -qq install git && apt-get install --assume-yes jq\nUSER node"
    ),
    .passes(
      "FROM node:20\nRUN apt-get install -yq curl && apt-get -q -q install git && apt-get -q=2 install jq\nUSER node"),
    .flags("FROM node:20\nRUN aptitude ⟦install⟧ curl\nUSER node"),
    .passes("FROM node:20\nRUN apt-get update && apt-get clean\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .aptGet) + file.installs(of: .aptitude) where !isUnattended(call) {
      report.flagInteractive(call, file, option: "-y")
    }
  }

  private func isUnattended(_ call: PackageCall) -> Bool {
    if call.has("-y", "--yes", "--assume-yes", "-qq", "--force-yes") { return true }
    let quiet = call.flags.filter { $0.text == "-q" || $0.text == "--quiet" }.count
    return quiet > 1
      || call.flags.contains { $0.text.hasPrefix("-q=2") || $0.text.hasPrefix("--quiet=2") || $0.text.contains("qq") }
      || call.invocation.arguments.contains { $0.text.contains("APT::Get::Assume-Yes") }
  }
}
