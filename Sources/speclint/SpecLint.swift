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
      var command = try leaf(arguments) ?? parseAsRoot(arguments)
      try command.run()
    } catch let error as UsageFailure {
      Terminal.explain(error.description, hint: error.hint, program: "speclint")
      Self.exit(withError: ExitCode(2))
    } catch let code as ExitCode where code.rawValue <= 3 {
      Self.exit(withError: code)
    } catch {
      let message = fullMessage(for: error)
      if exitCode(for: error) == .success {
        print(message)
        Self.exit()
      }
      Terminal.standardError(message + "\n")
      Self.exit(withError: ExitCode(2))
    }
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
    case let first where first == "help" || configuration.subcommands.contains { $0._commandName == first }: return nil
    default: return parsed(Lint.self, arguments[...])
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}
