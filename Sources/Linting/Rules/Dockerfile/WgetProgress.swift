import ByteSearch
import Diagnostics
import Syntax

struct WgetProgress: DockerfileRule {
  static let card = RuleCard(
    "wget-progress", .dockerfile, summary: "wget draws its progress bar into the build's log.",
    rationale: "A large download writes thousands of lines.", severity: .advice, aliases: ["DL3047"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN ⟦wget⟧ https://example.com/x.tar.gz\nUSER node"),
    .passes(
      "FROM node:20\nRUN wget --progress=dot:giga https://example.com/x && wget -q https://example.com/y\nUSER node"),
    .passes("FROM node:20\nRUN wget -nv https://example.com/x && wget -o log https://example.com/y\nUSER node"),
    .passes("FROM node:20\nRUN wget --version\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["wget"]) { invocation, _ in
      guard !invocation.arguments.contains(where: { isQuiet($0) || $0.text == "--version" || $0.text == "--help" })
      else { return }
      report.flag(
        file.place(invocation.name), "wget's progress bar goes into the build's log",
        help: "add --progress=dot:giga, or -q",
        fix: .safe(
          Edit(file.place(invocation.name.range.upperBound..<invocation.name.range.upperBound), " --progress=dot:giga"))
      )
    }
  }

  private func isQuiet(_ word: ShellWord) -> Bool {
    guard word.isFlag else { return false }
    if word.text.hasPrefix("--") {
      return ["--progress", "--quiet", "--no-verbose", "--output-file", "--append-output"].contains {
        word.text.hasPrefix($0)
      }
    }
    return word.text.hasPrefix("-nv") || word.text == "-o" || word.text == "-a" || word.text.contains("q")
  }
}
