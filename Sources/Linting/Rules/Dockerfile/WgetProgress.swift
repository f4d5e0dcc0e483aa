import Artifacts
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
    .flags("FROM node:20-alpine\nRUN apk add --no-cache wget && ⟦wget⟧ https://example.com/x\nUSER node"),
    .passes("FROM node:20\nRUN wget -O - https://example.com/x >/dev/null 2>&1\nUSER node"),
    .passes("FROM node:20\nRUN wget --no-config --quiet https://example.com/x\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["wget"]) { invocation, step in
      guard !invocation.arguments.contains(where: { isQuiet($0) || $0.text == "--version" || $0.text == "--help" }),
        !discardsErrors(step.command(of: invocation))
      else { return }
      let isGNU = installsWget(before: invocation, in: step, file)
      let end = file.place(invocation.name.range.upperBound..<invocation.name.range.upperBound)
      report.flag(
        file.place(invocation.name), "wget's progress bar goes into the build's log",
        help: isGNU ? "add --progress=dot:giga, or -q" : "add -q",
        fix: isGNU ? .safe(Edit(end, " --progress=dot:giga")) : .unsafe(Edit(end, " -q")))
    }
  }

  /// `2>/dev/null`, `>/dev/null 2>&1`, `&>/dev/null`: the progress is written to the standard error.
  private func discardsErrors(_ command: ShellCommand) -> Bool {
    command.redirections.contains { $0.operation.hasPrefix("2>") || $0.operation.hasPrefix("&>") }
  }

  /// Whether wget is GNU's for sure: a package manager installed it above. BusyBox's has no --progress.
  private func installsWget(before invocation: Invocation, in step: BuildStep, _ file: DockerfileSubject) -> Bool {
    let lineage = Set(file.tree.lineage(of: file.stages[step.stage]).map(\.index))
    return [PackageManager.Name.aptGet, .apt, .aptitude, .apk, .yum, .dnf, .microdnf, .zypper].contains { manager in
      file.installs(of: manager).contains { call in
        lineage.contains(call.step.stage) && call.subcommand.range.lowerBound < invocation.name.range.lowerBound
          && call.operands.contains { $0.text == "wget" || $0.text.hasPrefix("wget=") || $0.text.hasPrefix("wget-") }
      }
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
