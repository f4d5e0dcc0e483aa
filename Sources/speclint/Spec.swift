import ArgumentParser
import Console
import DeploymentSpec
import Diagnostics
import Linting
import Workspace

struct Spec: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spec", abstract: "Look at the spec documents themselves.",
    subcommands: [Check.self, Show.self, Export.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check", abstract: "Report defects of the documents.")

    @Argument(help: "Spec documents; without one, those of the project.")
    var files: [String] = []

    @Option(help: "The report's format (repeatable, each with its own --output).")
    var format: [ReportFormat] = []

    @Option(help: ArgumentHelp("Where the report goes instead of standard output.", valueName: "file"))
    var output: [String] = []

    @Option(help: ArgumentHelp("The least severity that ends with status 1 (default: warning).", valueName: "severity"))
    var failOn: FailureThreshold?

    @Option(
      help: ArgumentHelp(
        "The least severity that is shown (default: warning in text and github, else advice).", valueName: "severity"))
    var minSeverity: Severity?

    @Option(help: "Colours in the text report.")
    var color: ColorChoice = .auto

    func run() throws {
      let (_, documents) = try Spec.read(files)
      var request = LintRequest(currentFolder: FileSystem.currentFolder, today: SystemClock.today)
      request.spec = documents.map(\.source.path)
      request.scope = .documents
      request.only = ["spec", "suppressions"]
      let report: LintReport
      do {
        report = try Linter.checkDocuments(request)
      } catch {
        throw UsageFailure(error.description, hint: error.hint)
      }
      var options = RunSettings()
      options.failOn = failOn
      options.minSeverity = minSeverity
      let settings = try ReportSettings(run: options, color: color).withVariables()
      try settings.write(report, jobs: request.jobs)
      try settings.failIfReached(report)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print what was understood of the documents, table by table.")

    @Argument(help: "Spec documents; without one, those of the project.")
    var files: [String] = []

    func run() throws {
      let spec = try Spec.read(files).0
      Terminal.standardOutput(RunnerCommands.printed(SpecSummary(spec, hiding: SecretRows.find(in: spec)).text))
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Write the model as JSON, each value with its place.")

    @Argument(help: "Spec documents; without one, those of the project.")
    var files: [String] = []

    func run() throws {
      let spec = try Spec.read(files).0
      Terminal.standardOutput(JSONText.encode(SpecExport(spec, hiding: SecretRows.find(in: spec))))
    }
  }

  /// The model of named documents, or of those of the project.
  static func read(_ files: [String]) throws -> (DeploymentSpec, [ProjectFile]) {
    do {
      return try Linter.documents(files, currentFolder: FileSystem.currentFolder)
    } catch {
      throw UsageFailure(error.description, hint: error.hint)
    }
  }
}
