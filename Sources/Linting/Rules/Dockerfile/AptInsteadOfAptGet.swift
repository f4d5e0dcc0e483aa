import Diagnostics

struct AptInsteadOfAptGet: DockerfileRule {
  static let card = RuleCard(
    "apt-instead-of-apt-get", .dockerfile, summary: "A RUN uses apt, whose command line is for interactive use.",
    rationale: "apt's command line may change between releases, and it warns so on every call.", severity: .warning,
    aliases: ["DL3027", "CKV_DOCKER_9"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN ⟦apt⟧ install -y --no-install-recommends curl\nUSER node"),
    .flags("FROM node:20\nRUN ⟦apt⟧ search curl\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y --no-install-recommends curl\nUSER node"),
    .passes("FROM node:20\nRUN apt-key list && echo apt\nUSER node"),
  ]

  private static let shared: Set<String> = [
    "install", "update", "upgrade", "remove", "purge", "autoremove", "clean", "autoclean", "full-upgrade",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["apt"]) { invocation, _ in
      let place = file.place(invocation.name)
      let subcommand = invocation.arguments.first { !$0.isFlag }?.text ?? ""
      let replacement = subcommand == "full-upgrade" ? nil : Self.shared.contains(subcommand) ? "apt-get" : nil
      report.flag(
        place, "apt is for interactive use: its output and options may change", help: "use apt-get or apt-cache",
        fix: invocation.name.text == "apt" ? replacement.map { .unsafe(Edit(place, $0)) } : nil)
    }
  }
}
