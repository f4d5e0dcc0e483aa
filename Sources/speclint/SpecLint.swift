import ArgumentParser
import Console
import Diagnostics

@main
struct SpecLint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speclint",
    abstract: "Checks a repository's artifacts against its written deployment spec.",
    discussion: """
      Reads deployment-spec.md and env-config.md as the policy and reports every place where Dockerfiles, dotenv files, \
      compose files, ECS task definitions and Kubernetes manifests disagree with them.

      Exit status: 0 nothing at or above --fail-on, 1 findings, 2 it could not run, 3 speclint itself failed.
      """,
    version: ProgramVersion.current,
    subcommands: [Lint.self, Secrets.self, Env.self, Spec.self, Rules.self, Explain.self, Init.self],
    defaultSubcommand: Lint.self
  )

  /// ArgumentParser ends with 64 on a usage error; ours is 2.
  static func main() {
    CrashReport.install()
    do {
      let arguments = TrailingPaths.split.parsed
      if try runs(paths: arguments) { leave(0) }
      var command = try leaf(arguments) ?? parseAsRoot(arguments)
      try command.run()
      leave(0)
    } catch let error as UsageFailure {
      Terminal.explain(error.description, hint: error.hint, program: "speclint")
      Terminal.leave(status: 2)
    } catch let code as ExitCode where code.rawValue <= 3 {
      // ArgumentParser would look for a message, in vain, as long as a run takes.
      leave(code.rawValue)
    } catch {
      let message = fullMessage(for: error)
      if exitCode(for: error) == .success {
        Terminal.standardOutput(message + "\n")
        leave(0)
      }
      let failure = CommandLineErrors.failure(error, of: Self.self, arguments: TrailingPaths.split.parsed)
      Terminal.explain(failure.description, hint: failure.hint, program: "speclint")
      Terminal.leave(status: 2)
    }
  }

  /// Ends the program; what could not be printed outweighs what was found.
  private static func leave(_ status: Int32) -> Never {
    guard let reason = Terminal.outputFailure else { Terminal.leave(status: status) }
    Terminal.explain("standard output: \(reason)", hint: nil, program: "speclint")
    Terminal.leave(status: 2)
  }

  /// Hooks hand over paths and nothing else: there is nothing to parse, and parsing takes longer than checking a file.
  ///
  /// - Returns: whether the arguments were such, and all is done.
  private static func runs(paths arguments: [String]) throws -> Bool {
    guard !arguments.contains(where: { $0.hasPrefix("-") }) else { return false }
    switch arguments.first {
    case Lint._commandName: try LintRun(paths: Array(arguments.dropFirst())).run()
    case Secrets._commandName: try SecretsRun(paths: Array(arguments.dropFirst())).run()
    case let first where isCommand(first): return false
    default: try LintRun(paths: arguments).run()
    }
    return true
  }

  private static func isCommand(_ word: String?) -> Bool {
    word == "help" || configuration.subcommands.contains { $0._commandName == word }
  }

  /// `lint` or `secrets` parsed by itself: through the root the options of each command on the way are built three times.
  ///
  /// - Returns: `nil` where the arguments are not that command's alone: the root helps, or says what is wrong.
  private static func leaf(_ arguments: [String]) -> (any ParsableCommand)? {
    func parsed<Command: ParsableCommand>(_ type: Command.Type, _ arguments: ArraySlice<String>) -> Command? {
      (try? type.parseAsRoot(Array(arguments))) as? Command
    }
    switch arguments.first {
    case Lint._commandName: return parsed(Lint.self, arguments.dropFirst())
    case Secrets._commandName: return parsed(Secrets.self, arguments.dropFirst())
    case let first where isCommand(first): return nil
    // A shell that completes asks the root.
    case let first? where first.hasPrefix("---"): return nil
    default: return parsed(Lint.self, arguments[...])
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}
