import Artifacts
import ByteSearch
import Diagnostics
import Syntax
import Vocabulary

struct PipeWithoutPipefail: DockerfileRule {
  static let card = RuleCard(
    "pipe-without-pipefail", .dockerfile, summary: "A RUN pipes, and only the last program of the pipe can fail it.",
    rationale:
      "`curl … | tar x` succeeds where the download failed in the middle. Silent where the left side cannot fail, where the pipe is a condition, and where the right side stops reading early, which pipefail would take for a failure.",
    severity: .warning,
    aliases: ["DL4006"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN curl -s https://example.com/a ⟦|⟧ tar x\nUSER node"),
    .flags("FROM node:20\nRUN echo a | tee b && curl -s https://example.com/a ⟦|⟧ tar x\nUSER node"),
    .flags("FROM node:20\nRUN if true; then curl -s https://example.com/a ⟦|⟧ tar x; fi\nUSER node"),
    .flags("FROM node:20\nRUN (curl -s https://example.com/a) ⟦|⟧ tar x\nUSER node"),
    .flags("FROM node:20-alpine\nRUN wget -qO- https://example.com/a ⟦|⟧ sh || exit 1\nUSER node"),
    .passes(
      "FROM node:20\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN curl -s https://example.com/a | tar x\nUSER node"
    ),
    .passes("FROM node:20-alpine\nRUN set -o pipefail && curl -s https://example.com/a | tar x\nUSER node"),
    .passes("FROM registry.test/a\nRUN set -euxo pipefail; a | b\nUSER node"),
    .flags("FROM node:20\nRUN set -euxo pipefail; a ⟦|⟧ b\nUSER node"),
    .flags("FROM debian:13\nSHELL [\"/bin/sh\", \"-o\", \"pipefail\", \"-c\"]\nRUN a ⟦|⟧ b\nUSER app"),
    .flags("FROM registry.test/a\nSHELL [\"/bin/sh\", \"-o\", \"pipefail\", \"-c\"]\nRUN a ⟦|⟧ b\nUSER app"),
    .passes("FROM alpine:3.23\nSHELL [\"/bin/sh\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\nUSER app"),
    .passes("FROM node:20\nRUN a || b\nUSER node"),
    .passes("FROM node:20\nSHELL [\"pwsh\", \"-c\"]\nRUN a | b\nUSER node"),
    .passes("FROM node:20\nRUN [\"bash\", \"-o\", \"pipefail\", \"-c\", \"a | b\"]\nUSER node"),
    .passes("FROM node:20\nRUN echo 'a b' | tee /etc/x && printf '%s' x | sha256sum -c && yes | make\nUSER node"),
    .passes("FROM node:20\nRUN { echo a; echo b; } | tee /etc/x\nUSER node"),
    .passes("FROM node:20\nRUN echo \"$(uname -m)\" | sed 's/a/b/' | tee /etc/x\nUSER node"),
    .passes("FROM node:20\nRUN if lscpu | grep -i arm; then make arm; fi\nUSER node"),
    .passes("FROM node:20\nRUN while ps | grep x; do sleep 1; done; ! dpkg -l | grep foo\nUSER node"),
    .passes("FROM node:20\nRUN find / -name x | xargs rm || true\nUSER node"),
    .passes("FROM node:20\nRUN ls /opt | head -1 && node -v | grep -q v20 && ls | sed -n '1p;q'\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for step in file.steps where !step.isTrigger && !step.script.pipes.isEmpty {
      guard !checkShell(step, file, &report) else { continue }
      guard !setsPipefail(step), let pipe = firstHiding(step.script) else {
        continue
      }
      report.flag(file.place(pipe), "a failure on the left of this '|' goes unnoticed", help: help(step, file))
    }
  }

  private static let bash = "put SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"] above the RUN"

  /// A pipefail that is asked of sh: dash, Debian's and Ubuntu's sh, has none and refuses to run.
  ///
  /// - Returns: whether the shell has pipefail, or would need it to run.
  private func checkShell(_ step: BuildStep, _ file: DockerfileSubject, _ report: inout Report) -> Bool {
    let isSh = step.shell.name == "sh" || step.shell.name == "dash"
    let isSet = step.invocations.contains { $0.program == "set" && $0.arguments.contains { $0.text == "pipefail" } }
    guard step.shell.hasPipefail || isSet && isSh else { return false }
    let image = file.baseImage(of: file.stages[step.stage])
    guard isSh, let pipe = step.script.pipes.first else { return true }
    if Self.hasDash(image) {
      report.flag(
        file.place(pipe), "the sh of this image is dash, which refuses the option pipefail", help: Self.bash)
    } else if step.shell.hasPipefail, !Self.isAlpine(image), !Self.hasBashAsSh(image) {
      report.flag(
        file.place(pipe), "not every sh has the option pipefail: dash, Debian's and Ubuntu's, refuses it",
        help: "name a shell that has it, such as /bin/bash or Alpine's /bin/ash", most: .advice)
    }
    return true
  }

  /// Never a shell that the image may lack: Alpine has no bash, and its sh knows pipefail.
  private func help(_ step: BuildStep, _ file: DockerfileSubject) -> String {
    let image = file.baseImage(of: file.stages[step.stage])
    if Self.isAlpine(image) || ["bash", "zsh", "ksh"].contains(step.shell.name) {
      return "begin the RUN with `set -o pipefail`"
    }
    if Self.hasDash(image) || Self.hasBashAsSh(image) { return Self.bash }
    return "begin the RUN with `set -o pipefail` if its sh knows it, else \(Self.bash) if it has bash"
  }

  private static func isAlpine(_ image: ImageReference?) -> Bool {
    guard let image else { return false }
    return (image.tag ?? "").contains("alpine") || image.name == "alpine" || image.name == "busybox"
  }

  /// Images made from Debian or Ubuntu, where no tag says otherwise.
  private static func hasDash(_ image: ImageReference?) -> Bool {
    guard let image, !isAlpine(image), !(image.tag ?? "").contains("windows") else { return false }
    return [
      "debian", "ubuntu", "buildpack-deps", "node", "python", "golang", "ruby", "php", "rust", "perl", "nginx", "httpd",
    ].contains(image.repository)
  }

  private static func hasBashAsSh(_ image: ImageReference?) -> Bool {
    guard let image else { return false }
    return [
      "fedora", "centos", "rockylinux", "almalinux", "amazonlinux", "oraclelinux", "openjdk", "archlinux",
      "opensuse/leap", "opensuse/tumbleweed",
    ].contains(image.repository) || image.repository.hasPrefix("registry.access.redhat.com/ubi")
  }

  private func setsPipefail(_ step: BuildStep) -> Bool {
    step.invocations.contains { invocation in
      ["set", "bash", "sh", "ash", "zsh", "ksh"].contains(invocation.program)
        && invocation.arguments.contains { $0.text == "pipefail" }
    }
  }

  /// In a script with more pipes than anybody writes the first ones are looked at.
  private func firstHiding(_ script: ShellTree) -> Range<Int>? {
    script.pipes.prefix(64).first { hidesFailure($0, script) }
  }

  private func hidesFailure(_ pipe: Range<Int>, _ script: ShellTree) -> Bool {
    guard
      let index = script.commands.firstIndex(where: { $0.connector == .pipe && $0.range.lowerBound >= pipe.upperBound })
    else { return true }
    let right = script.commands[index]
    let before = script.commands[..<index].filter { $0.range.upperBound <= pipe.lowerBound }
    // Of a substitution's commands and the command around them the latter ends last.
    guard let left = before.max(by: { $0.range.upperBound < $1.range.upperBound }) else { return false }
    if right.isCondition || left.isCondition || PipeHabits.stopsEarly(right) || isIgnored(index, script) {
      return false
    }
    if PipeHabits.cannotFail(left) { return false }
    return !(PipeHabits.isFilter(left) && left.connector == .pipe && isHarmlessChain(left, script))
  }

  /// Whether a filter in the middle is fed by what cannot fail.
  private func isHarmlessChain(_ command: ShellCommand, _ script: ShellTree) -> Bool {
    var current = command
    for _ in 0..<16 where current.connector == .pipe && PipeHabits.isFilter(current) {
      let before = script.commands.filter { $0.range.upperBound <= current.range.lowerBound }
      guard let left = before.max(by: { $0.range.upperBound < $1.range.upperBound }) else { return false }
      if PipeHabits.cannotFail(left) { return true }
      current = left
    }
    return false
  }

  /// `… || true`: nobody wants to know.
  private func isIgnored(_ index: Int, _ script: ShellTree) -> Bool {
    let depth = script.commands[index].depth
    let next = script.commands[(index + 1)...].first { $0.depth <= depth && $0.connector != .pipe }
    guard let next, next.depth == depth, next.connector == .or else { return false }
    return ["true", ":", "echo"].contains(next.program)
  }
}

/// What programs do at either end of a pipe.
private enum PipeHabits {
  static func cannotFail(_ command: ShellCommand) -> Bool {
    ["echo", "printf", "yes", "true", ":"].contains(command.program)
  }

  /// Programs that change what runs through them, and fail for no other reason than a bad command line.
  static func isFilter(_ command: ShellCommand) -> Bool {
    ["sed", "tr", "cut", "sort", "uniq", "rev", "nl", "wc", "tee", "awk", "tac", "fold", "paste"].contains(
      command.program)
  }

  /// Whether it may end before it has read everything, so that the left side dies of SIGPIPE.
  static func stopsEarly(_ command: ShellCommand) -> Bool {
    let options = command.arguments.filter(\.isFlag).map(\.text)
    switch command.program {
    case "head", "read", "true", ":": return true
    case "grep", "egrep", "fgrep", "zgrep", "rg":
      return options.contains { option in
        option.hasPrefix("--quiet") || option.hasPrefix("--silent") || option.hasPrefix("--max-count")
          || !option.hasPrefix("--") && (option.contains("q") || option.contains("m"))
      }
    case "sed":
      return command.arguments.contains { word in
        word.text == "q" || word.text.hasSuffix(";q") || word.text.hasSuffix("{q}") || word.text.hasSuffix("q}")
          || word.text.dropLast().allSatisfy(\.isNumber) && word.text.hasSuffix("q")
      }
    case "awk", "gawk", "mawk", "perl": return command.arguments.contains { $0.text.firstRange(of: "exit") != nil }
    default: return false
    }
  }
}
