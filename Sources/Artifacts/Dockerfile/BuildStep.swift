import Diagnostics
import Syntax

/// The shell that runs a RUN.
package struct BuildShell: Sendable, Equatable {
  /// `sh`, `bash`, `pwsh`, ...
  package var name: String
  /// Whether its options make a pipe fail when any part of it does.
  package var hasPipefail = false
  /// Whether its options end a script at the first command that fails.
  package var stopsAtErrors = false

  /// Takes in options such as `-euo`, `pipefail`.
  mutating func read(options: [String]) {
    var previous = ""
    for option in options {
      if option.hasPrefix("-"), !option.hasPrefix("--"), option.dropFirst().prefix(while: { $0.isLetter }).contains("e")
      {
        stopsAtErrors = true
      }
      if previous.hasPrefix("-"), previous.hasSuffix("o") {
        if option == "pipefail" { hasPipefail = true }
        if option == "errexit" { stopsAtErrors = true }
      }
      previous = option
    }
  }

  /// Whether it reads the language of POSIX's sh; PowerShell and cmd do not.
  package var isPOSIX: Bool { ShellName.isPOSIX(name) }
}

enum ShellName {
  static func isPOSIX(_ name: String) -> Bool {
    ["sh", "bash", "dash", "ash", "ksh", "zsh", "busybox"].contains(name)
  }

  static func withoutFolder(_ path: String) -> String {
    guard path.utf8.contains(UInt8(ascii: "/")) else { return path }
    return path.split(separator: "/").last.map(String.init) ?? path
  }

  /// `bash` of `/usr/bin/bash`, `C:\bash.exe`, ...
  static func of(_ path: String) -> String {
    let name = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)?.lowercased() ?? ""
    return name.hasSuffix(".exe") ? String(name.dropLast(4)) : name
  }
}

/// `--mount=type=…,…` of a RUN.
package struct BuildMount: Sendable {
  package let type: String
  package let target: String?
  package let options: [(key: String, value: String)]
  package let flag: DockerfileFlag
}

/// A program that a RUN starts: a simple command, or what a wrapper such as `sudo` or `env` starts in it.
package struct Invocation: Sendable {
  /// Without its folder.
  package let program: String
  package let name: ShellWord
  package let arguments: [ShellWord]
  /// The command it stands in, as an index of the step's `script.commands`.
  package let command: Int

  package func hasFlag(_ names: String...) -> Bool {
    arguments.contains { names.contains($0.text) }
  }

  /// From the program to the last argument.
  package var range: Range<Int> {
    name.range.lowerBound..<(arguments.last?.range.upperBound ?? name.range.upperBound)
  }
}

/// A RUN instruction and the commands in it.
///
/// A class, because every call of a package manager holds its step.
package final class BuildStep: Sendable {
  /// The RUN itself, also inside of ONBUILD.
  package let instruction: DockerfileInstruction
  package let stage: Int
  /// Whether it stands inside of ONBUILD.
  package let isTrigger: Bool
  package let shell: BuildShell
  /// Empty where the shell is none that we read.
  package let script: ShellTree
  /// The text that the script was read from.
  package let text: LogicalText
  package let invocations: [Invocation]
  package let mounts: [BuildMount]

  init(
    instruction: DockerfileInstruction, stage: Int, isTrigger: Bool, shell: BuildShell, script: ShellTree,
    text: LogicalText, invocations: [Invocation], mounts: [BuildMount]
  ) {
    self.instruction = instruction
    self.stage = stage
    self.isTrigger = isTrigger
    self.shell = shell
    self.script = script
    self.text = text
    self.invocations = invocations
    self.mounts = mounts
  }

  package func command(of invocation: Invocation) -> ShellCommand { script.commands[invocation.command] }

  /// Whether the script stands in a heredoc.
  package var isHeredoc: Bool {
    !instruction.heredocs.isEmpty && instruction.exec == nil
      && script.commands.first.map { command in
        instruction.heredocs.contains { $0.content.contains(command.range.lowerBound) }
      } ?? false
  }

  /// Whether a folder lies on a cache or tmpfs mount, and so stays out of the layer.
  package func isMounted(_ folder: String) -> Bool {
    mounts.contains { mount in
      guard mount.type == "cache" || mount.type == "tmpfs", let target = mount.target else { return false }
      let path = target.hasSuffix("/") ? String(target.dropLast()) : target
      return folder == path || folder.hasPrefix(path + "/")
    }
  }
}
