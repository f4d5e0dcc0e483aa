import ByteSearch
import Diagnostics
import Syntax

struct RecommendedPackages: DockerfileRule {
  static let card = RuleCard(
    "recommended-packages", .dockerfile, summary: "apt-get install takes recommended packages too.",
    rationale: "They are often larger than what was asked for, and each is one more thing to patch.", severity: .advice,
    aliases: ["DL3015", "DS-0029"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN apt-get ⟦install⟧ -y curl\nUSER node"),
    .passes("FROM node:20\nRUN apt-get install -y --no-install-recommends curl\nUSER node"),
    .passes("FROM node:20\nRUN apt-get -o APT::Install-Recommends=false install -y curl\nUSER node"),
    .passes("FROM node:20\nRUN apt-get update\nUSER node"),
    .flags("FROM node:20\nRUN apt-get ⟦install⟧ -y -o APT::Install-Recommends=true curl\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .aptGet) where !call.has("--no-install-recommends") {
      guard !call.invocation.arguments.contains(where: Self.switchesOff) else { continue }
      report.flag(
        file.place(call.subcommand), "this installs recommended packages too", help: "add --no-install-recommends",
        fix: .unsafe(call.inserting("--no-install-recommends", file)))
    }
  }

  /// `-o APT::Install-Recommends=false`, in any of the spellings that apt takes; what a variable says is not known.
  private static func switchesOff(_ word: ShellWord) -> Bool {
    let text = word.text.lowercased()
    guard text.contains("apt::install-recommends"), let equals = text.utf8.lastIndex(of: UInt8(ascii: "=")) else {
      return false
    }
    let value = text[text.utf8.index(after: equals)...].filter { $0 != "\"" && $0 != "'" }
    return ["0", "no", "false", "without", "off", "disable"].contains(value) || value.contains("$")
  }
}
