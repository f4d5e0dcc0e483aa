import Artifacts
import Diagnostics
import Syntax
import Vocabulary
import Workspace

/// A variable that an ENV, a command or `export` sets.
struct VariableSetting: Sendable {
  let name: String
  /// Quotes undone.
  let value: String
  /// From the name to the value.
  let range: Range<Int>

  static func all(in instructions: [DockerfileInstruction], _ steps: [BuildStep]) -> [VariableSetting] {
    var result: [VariableSetting] = []
    for instruction in instructions where instruction.keyword == .env || instruction.keyword == .arg {
      for pair in instruction.pairs {
        guard let value = pair.value else { continue }
        result.append(VariableSetting(name: pair.key, value: value, range: pair.range))
      }
    }
    for step in steps {
      result += step.settings.map { VariableSetting(name: $0.name, value: $0.value, range: $0.word.range) }
    }
    return result
  }
}

extension BuildStep {
  /// `NAME=value` before a command and behind `export`.
  var settings: [(name: String, value: String, word: ShellWord)] {
    var words: [ShellWord] = []
    for command in script.commands { words += command.assignments }
    for invocation in invocations where invocation.program == "export" || invocation.program == "env" {
      words += invocation.arguments
    }
    return words.compactMap { word in
      guard let equals = word.text.firstIndex(of: "="), !word.isFlag else { return nil }
      return (String(word.text[..<equals]), String(word.text[word.text.index(after: equals)...]), word)
    }
  }
}

extension DockerfileSubject {
  /// Where a variable is set, by ENV, ARG or in a RUN.
  func settings(of name: String) -> [VariableSetting] { settings.filter { $0.name == name } }

  /// What ENV or ARG last said of a variable in a step's stage, or in those below it, before the step.
  func definition(of name: String, before step: BuildStep) -> DockerfilePair? {
    definitions.last(name, before: step.instruction.range.lowerBound, in: stages[step.stage])?.pair
  }

  /// The value that a text has where an instruction stands, by what ENV and the defaults of ARG say; `nil` where
  /// nobody can know it here.
  func value(of text: String, before instruction: DockerfileInstruction, in stage: DockerfileStage) -> String? {
    definitions.value(of: text, before: instruction.range.lowerBound, in: stage)
  }

  /// The image at the bottom of a stage's line, by the defaults of the global ARGs.
  func baseImage(of stage: DockerfileStage) -> ImageReference? {
    tree.lineage(of: stage).first?.baseName.flatMap { ImageReference($0) }
  }

  /// Whether a stage is built on nothing: its working folder is `/`, and there is nothing to be copied over.
  func isFromScratch(_ stage: DockerfileStage) -> Bool {
    tree.lineage(of: stage).first?.baseName == "scratch"
  }

  /// The stages whose files are in the image.
  var keptStages: Set<Int> { tree.finalStage.map { tree.ancestors(of: $0) } ?? [] }

  /// Whether NODE_ENV says production where a step runs.
  func isProduction(before step: BuildStep) -> Bool {
    if step.settings.contains(where: { $0.name == "NODE_ENV" && $0.value == "production" }) { return true }
    return definition(of: "NODE_ENV", before: step)?.value == "production"
  }
}

extension Report {
  /// Options of programs that should not be there.
  mutating func flagOptions(
    _ options: [String], of programs: [String], in file: DockerfileSubject, what: String, help: String
  ) {
    file.forEachInvocation(of: programs) { invocation, _ in
      for word in invocation.arguments where options.contains(word.text) {
        flag(file.place(word), "'\(word.text)' \(what)", help: help)
      }
    }
  }
}

/// What npm, pnpm and yarn are told to do.
enum NodeCommand {
  static let managers = ["npm", "pnpm", "yarn"]

  private static func subcommand(_ invocation: Invocation) -> String? {
    invocation.arguments.first { !$0.isFlag }?.text
  }

  static func isInstall(_ invocation: Invocation) -> Bool {
    guard managers.contains(invocation.program) else { return false }
    guard let word = subcommand(invocation) else {
      return invocation.program == "yarn" && !invocation.hasFlag("--version", "-v", "--help", "-h")
    }
    return ["ci", "install", "i", "clean-install"].contains(word)
  }

  /// Whether what is installed are the dependencies of the project, not packages by name.
  static func installsProject(_ invocation: Invocation) -> Bool {
    invocation.arguments.count { !$0.isFlag } <= 1 && !invocation.hasFlag("-g", "--global")
  }

  static func omitsDev(_ option: String) -> Bool {
    ["--omit=dev", "--only=production", "--only=prod", "--production", "--prod", "-P", "--production=true"].contains(
      option)
  }

  static func prunes(_ invocation: Invocation) -> Bool {
    managers.contains(invocation.program) && subcommand(invocation) == "prune"
  }

  static func isBuild(_ invocation: Invocation) -> Bool {
    let words = invocation.arguments.filter { !$0.isFlag }.map(\.text)
    switch invocation.program {
    case "tsc", "webpack", "rollup", "esbuild": return true
    case "vite", "next", "ng": return words.first == "build"
    case "npx":
      return ["tsc", "webpack", "vite", "next", "nest", "ng", "rollup", "esbuild"].contains(words.first ?? "")
    default:
      let script = words.first == "run" || words.first == "run-script" ? words.dropFirst().first : words.first
      return script == "build" || script?.hasPrefix("build:") ?? false
    }
  }
}
