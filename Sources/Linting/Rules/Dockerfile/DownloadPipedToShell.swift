import Artifacts
import ByteSearch
import Diagnostics
import Syntax

struct DownloadPipedToShell: DockerfileRule {
  static let card = RuleCard(
    "download-piped-to-shell", .dockerfile, summary: "A RUN runs a script as it comes from the network.",
    rationale:
      "Whoever can change the script can run anything in the image, today or at the next build; a download that breaks off runs as far as it got.",
    severity: .advice)

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN ⟦curl -fsSL https://example.com/install.sh⟧ | sh\nUSER node"),
    .flags("FROM node:20\nRUN ⟦wget -qO- https://example.com/install.sh⟧ | bash -s -- -y\nUSER node"),
    .flags("FROM node:20\nRUN ⟦curl -sSL https://example.com/get.py⟧ | POETRY_HOME=/opt python3 -\nUSER node"),
    .flags("FROM node:20\nRUN ⟦curl -fsSL https://example.com/x⟧ | tee x | sh\nUSER node"),
    .flags("FROM node:20\nRUN sh -c \"$(⟦curl -fsSL https://example.com/x⟧)\"\nUSER node"),
    .flags("FROM node:20\nRUN bash <(⟦curl -fsSL https://example.com/x⟧)\nUSER node"),
    .passes("FROM node:20\nRUN curl -fsSL https://example.com/a.tgz | tar xz\nUSER node"),
    .passes("FROM node:20\nRUN curl -fsSLo x.sh https://example.com/x.sh && sha256sum -c sums && sh x.sh\nUSER node"),
    .passes("FROM node:20\nRUN curl -fsS https://example.com/k | gpg --dearmor -o /k && echo x | sh\nUSER node"),
    .passes("FROM node:20\nRUN curl -s https://example.com/j | python3 -m json.tool && node -v\nUSER node"),
    .passes("FROM node:20\nRUN V=\"$(curl -fsSL https://example.com/version)\" && make $V\nUSER node"),
  ]

  private static let downloads: Set<String> = ["curl", "wget", "aria2c", "http", "fetch"]
  private static let shells: Set<String> = ["sh", "bash", "dash", "ash", "zsh", "ksh", "fish"]
  private static let interpreters: Set<String> = ["python", "python2", "python3", "perl", "node", "ruby", "php"]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for step in file.steps {
      for download in step.invocations where Self.downloads.contains(download.program) {
        guard runs(download, step, file) else { continue }
        report.flag(
          file.place(download.range), "a script is downloaded and run without a check",
          help: "download a fixed version, check it with sha256sum -c, then run it; or install it as a package")
      }
    }
  }

  private func runs(_ download: Invocation, _ step: BuildStep, _ file: DockerfileSubject) -> Bool {
    let command = step.command(of: download)
    if command.depth > 0,
      let outer = step.script.commands.last(where: { outer in
        outer.depth == command.depth - 1 && outer.range.lowerBound < command.range.lowerBound
          && outer.range.upperBound > command.range.upperBound
      })
    {
      let text = file.source.text(outer.range.lowerBound..<command.range.lowerBound)
      return Self.shells.contains(outer.program) && (text.hasSuffix("<(") || text.firstRange(of: "-c") != nil)
        || outer.program == "eval"
    }
    let following = step.script.commands[(download.command + 1)...].filter { $0.depth == command.depth }
    return following.prefix { $0.connector == .pipe }.contains { isShell($0, step) }
  }

  private func isShell(_ command: ShellCommand, _ step: BuildStep) -> Bool {
    step.invocations.contains { invocation in
      guard step.script.commands[invocation.command].range == command.range else { return false }
      if Self.shells.contains(invocation.program) { return !invocation.hasFlag("-c") }
      return Self.interpreters.contains(invocation.program)
        && invocation.arguments.allSatisfy {
          $0.text == "-" || $0.text == "--" || $0.isFlag && !["-m", "-c", "-e", "-pe", "-ne"].contains($0.text)
            || !$0.isFlag && invocation.arguments.first?.text == "-"
        }
    }
  }
}
