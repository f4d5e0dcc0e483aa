import ByteSearch
import Diagnostics
import Syntax

/// Finds the RUN instructions of a Dockerfile, the shell of each, and what they start.
package enum BuildStepReader {
  package static func steps(of tree: DockerfileTree) -> [BuildStep] {
    var result: [BuildStep] = []
    var shells: [BuildShell] = []
    let pragmas = shellPragmas(tree)
    for stage in tree.stages {
      var shell = stage.parent.map { shells[$0] } ?? BuildShell(name: defaultShell(of: stage, tree))
      var nextPragma = pragmas.startIndex
      for instruction in stage.instructions {
        while nextPragma < pragmas.endIndex, pragmas[nextPragma].offset < instruction.range.lowerBound {
          shell = BuildShell(name: pragmas[nextPragma].name, hasPipefail: shell.hasPipefail)
          nextPragma += 1
        }
        switch instruction.keyword {
        case .shell: shell = readShell(instruction) ?? shell
        case .run: result.append(step(instruction, stage.index, false, shell, tree))
        case .onbuild:
          for trigger in instruction.trigger where trigger.keyword == .run {
            result.append(step(trigger, stage.index, true, shell, tree))
          }
        default: break
        }
      }
      shells.append(shell)
    }
    return result
  }

  /// What ENV and ARG define in a step's stage, or in those below it, before the step.
  package static func definitions(before step: BuildStep, in tree: DockerfileTree) -> [DockerfilePair] {
    var result: [DockerfilePair] = []
    for stage in tree.lineage(of: tree.stages[step.stage]) {
      for instruction in stage.instructions where instruction.keyword == .env || instruction.keyword == .arg {
        guard instruction.range.lowerBound < step.instruction.range.lowerBound else { break }
        result += instruction.pairs
      }
    }
    return result
  }

  /// The names of the variables that a step's shell finds set: those, and the proxies that BuildKit hands on.
  package static func variableNames(before step: BuildStep, in tree: DockerfileTree) -> [String] {
    let proxies = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"]
    return Set(definitions(before: step, in: tree).map(\.key) + proxies + proxies.map { $0.lowercased() }).sorted()
  }

  private static func defaultShell(of stage: DockerfileStage, _ tree: DockerfileTree) -> String {
    let base = (stage.baseName ?? stage.base?.text)?.lowercased() ?? ""
    let isWindows =
      base.contains("windows") || base.contains("nanoserver")
      || tree.directives.contains { $0.name == "escape" && $0.value == "`" }
    return isWindows ? "cmd" : "sh"
  }

  /// `# hadolint shell=bash`: holds from where it stands.
  private static func shellPragmas(_ tree: DockerfileTree) -> [(offset: Int, name: String)] {
    tree.comments.compactMap { comment in
      guard tree.source.bytes.firstRange(of: "hadolint".utf8, in: comment) != nil else { return nil }
      let text = tree.source.text(comment).drop { $0 == "#" || $0.isWhitespace }
      guard text.hasPrefix("hadolint"), let equals = text.firstIndex(of: "="),
        text[..<equals].split(separator: " ").elementsEqual(["hadolint", "shell"])
      else { return nil }
      let name = text[text.index(after: equals)...].split(whereSeparator: \.isWhitespace).first ?? ""
      return (comment.lowerBound, ShellName.of(String(name)))
    }
  }

  private static func readShell(_ instruction: DockerfileInstruction) -> BuildShell? {
    guard let words = instruction.exec, let program = words.first else { return nil }
    var shell = BuildShell(name: ShellName.of(program.text))
    shell.read(options: words.dropFirst().map(\.text))
    return shell
  }

  private static func step(
    _ instruction: DockerfileInstruction, _ stage: Int, _ isTrigger: Bool, _ shell: BuildShell, _ tree: DockerfileTree
  ) -> BuildStep {
    let (text, range, shell) = scriptText(instruction, shell, tree)
    var script = ShellTree.empty
    if let exec = instruction.exec {
      script = execScript(exec, instruction)
    } else if shell.isPOSIX {
      script = ShellParser.parse(text, range)
    }
    return BuildStep(
      instruction: instruction, stage: stage, isTrigger: isTrigger, shell: shell, script: script, text: text,
      invocations: InvocationReader.invocations(of: script), mounts: mounts(instruction))
  }

  /// Of `["sh", "-c", "…"]` the script, else the words as they are.
  private static func execScript(_ words: [DockerfileWord], _ instruction: DockerfileInstruction) -> ShellTree {
    if words.count == 3, ShellName.isPOSIX(ShellName.of(words[0].text)), words[1].text.hasPrefix("-"),
      words[1].text.hasSuffix("c"), let inner = instruction.logical.logicalRange(words[2].range)
    {
      return ShellParser.parse(instruction.logical, inner)
    }
    return ShellTree.words(words)
  }

  /// The text that the shell runs: what stands behind RUN, or the heredoc that is fed to a shell.
  private static func scriptText(
    _ instruction: DockerfileInstruction, _ shell: BuildShell, _ tree: DockerfileTree
  ) -> (LogicalText, Range<Int>, BuildShell) {
    let bytes = instruction.logical.bytes
    let start = bytes.count - instruction.arguments.text.utf8.count
    let own = (instruction.logical, max(0, min(start, bytes.count))..<bytes.count, shell)
    guard let heredoc = instruction.heredocs.first, instruction.exec == nil else { return own }
    let words = instruction.words.map(\.text)
    guard let marker = words.firstIndex(where: { $0.contains("<<") }) else { return own }
    let others = words[..<marker] + words[(marker + 1)...]
    let program = others.first.map { ShellName.of($0) }
    guard
      others.isEmpty
        || (program.map(ShellName.isPOSIX) ?? false) && others.dropFirst().allSatisfy({ $0.hasPrefix("-") })
    else { return own }
    let body = heredoc.body(in: tree.source)
    var inner = shell
    if let program {
      inner = BuildShell(name: program)
      inner.read(options: Array(others.dropFirst()))
    }
    if let interpreter = interpreter(of: body) { inner = interpreter }
    return (body, 0..<body.bytes.count, inner)
  }

  /// The program of `#!/usr/bin/env bash`.
  private static func interpreter(of text: LogicalText) -> BuildShell? {
    guard text.bytes.starts(with: "#!", at: 0) else { return nil }
    let line = String(decoding: text.bytes.prefix { $0 != 0x0A }.dropFirst(2), as: UTF8.self)
    var words = line.split(whereSeparator: \.isWhitespace).map(String.init)[...]
    if let first = words.first, ShellName.of(first) == "env" { words = words.dropFirst().drop { $0.hasPrefix("-") } }
    guard let program = words.first else { return nil }
    var shell = BuildShell(name: ShellName.of(program))
    shell.read(options: Array(words.dropFirst()))
    return shell
  }

  private static func mounts(_ instruction: DockerfileInstruction) -> [BuildMount] {
    instruction.flags.filter { $0.name == "mount" }.map { flag in
      let options = (flag.value ?? "").split(separator: ",").map { part -> (key: String, value: String) in
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(sides[0]).lowercased(), sides.count > 1 ? String(sides[1]) : "")
      }
      func value(_ keys: String...) -> String? { options.first { keys.contains($0.key) }?.value }
      return BuildMount(
        type: value("type") ?? "bind", target: value("target", "dst", "destination"), options: options, flag: flag)
    }
  }
}

/// Looks through programs that start others.
enum InvocationReader {
  static func invocations(of script: ShellTree) -> [Invocation] {
    var result: [Invocation] = []
    result.reserveCapacity(script.commands.count)
    for (index, command) in script.commands.enumerated() {
      guard let name = command.words.first else { continue }
      result.append(
        Invocation(program: command.program, name: name, arguments: Array(command.arguments), command: index))
      for _ in 0..<wrapperLimit {
        guard let last = result.last, let start = started(by: last) else { break }
        let name = last.arguments[start]
        result.append(
          Invocation(
            program: ShellName.withoutFolder(name.text), name: name, arguments: Array(last.arguments[(start + 1)...]),
            command: index))
      }
    }
    return result
  }

  /// Nobody writes more wrappers before a program.
  private static let wrapperLimit = 6

  /// Options of wrappers that take a value of their own.
  private static let valued: [String: Set<String>] = [
    "sudo": ["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U", "--user", "--group"],
    "env": ["-u", "-C", "-S", "--unset"],
    "nice": ["-n"], "ionice": ["-c", "-n", "-p"], "timeout": ["-s", "-k"],
    "xargs": ["-n", "-P", "-I", "-L", "-d", "-a", "-s", "-E"],
    "exec": ["-a"], "command": [], "nohup": [], "time": ["-f", "-o"], "gosu": [], "su-exec": [], "chronic": [],
    "eatmydata": [],
  ]
  /// Arguments that stand before the program.
  private static let leading = ["timeout": 1, "gosu": 1, "su-exec": 1]

  /// The argument at which a wrapper's program stands.
  private static func started(by invocation: Invocation) -> Int? {
    guard let options = valued[invocation.program] else { return nil }
    var skipped = leading[invocation.program] ?? 0
    var index = 0
    while index < invocation.arguments.count {
      let text = invocation.arguments[index].text
      if invocation.program == "env" || invocation.program == "sudo", !text.hasPrefix("-"), text.contains("=") {
        index += 1
      } else if options.contains(text) {
        index += 2
      } else if text.hasPrefix("-") {
        index += 1
      } else if skipped > 0 {
        skipped -= 1
        index += 1
      } else {
        return index
      }
    }
    return nil
  }
}
