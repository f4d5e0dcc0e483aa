import ArgumentParser
import Console
import Diagnostics
import Linting
import Syntax
import Workspace

struct Env: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "env", abstract: "Compare dotenv files, or write a template from the spec.",
    subcommands: [Diff.self, Example.self])

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Which variables two dotenv files do not share, and which differ.",
      discussion: "Values are compared and never printed. Ends with 1 where the files differ.")

    @Argument(help: "A dotenv file.")
    var first: String

    @Argument(help: "Another.")
    var second: String

    @Option(help: "The loader whose reading counts.")
    var dialect = DotenvDialect.node

    func run() throws {
      let difference = EnvironmentDifference(try source(first), try source(second), dialect: dialect)
      let parts = [
        ("only in \(PlainLine.of(first))", difference.onlyInFirst),
        ("only in \(PlainLine.of(second))", difference.onlyInSecond),
        ("differing", difference.differing),
      ]
      for (title, names) in parts where !names.isEmpty {
        let list = names.map { "  \(PlainLine.of($0))\n" }.joined()
        Terminal.standardOutput(RunnerCommands.printed("\(title):\n\(list)"))
      }
      let counts = parts.map { "\($1.count) \($0)" }.joined(separator: ", ")
      Terminal.standardOutput(RunnerCommands.printed("\(counts), \(difference.same) the same\n"))
      if !difference.isEmpty { throw ExitCode(1) }
    }

    private func source(_ path: String) throws -> SourceText {
      do {
        if case .bytes(let bytes) = try FileSystem.read(path, limit: 10 << 20) {
          return SourceText(path: path, bytes: bytes)
        }
      } catch {
        throw UsageFailure(error.description)
      }
      throw UsageFailure("\(path): larger than the 10 MiB that are read")
    }
  }

  struct Example: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "example", abstract: "Write .env.example from the spec.",
      discussion: "Every variable of the spec with what it is for and what it takes; secrets are left empty.")

    @Option(help: ArgumentHelp("A spec document (repeatable).", valueName: "file"))
    var spec: [String] = []

    @Option(help: ArgumentHelp("The file to write instead of standard output.", valueName: "file"))
    var output: String?

    func run() throws {
      let model = try Spec.read(spec).0
      let text = SecretWords(SecretRows.find(in: model)).masked(EnvironmentTemplate.text(model))
      if text.isEmpty { throw UsageFailure("the spec lists no variables") }
      guard let output else { return Terminal.standardOutput(text) }
      do {
        try FileSystem.write(Array(text.utf8), to: output)
      } catch {
        throw UsageFailure("--output: \(error.description)")
      }
    }
  }
}

extension DotenvDialect: ExpressibleByArgument {}
