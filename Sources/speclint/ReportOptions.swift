import ArgumentParser
import Console
import Diagnostics
import Linting
import Workspace

/// What every command that reports findings takes.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A spec document (repeatable).", valueName: "file"),
    completion: .file(extensions: ["md", "markdown"]))
  var spec: [String] = []

  @Option(help: ArgumentHelp("The configuration instead of .speclint.yaml.", valueName: "file"), completion: .file())
  var config: String?

  @Option(help: "The report's format (repeatable, each with its own --output).")
  var format: [ReportFormat] = []

  @Option(help: ArgumentHelp("Where the report goes instead of standard output.", valueName: "file"))
  var output: [String] = []

  @Option(
    help: ArgumentHelp("Run these rules alone: ids, aliases or families, with commas.", valueName: "rule"),
    completion: Completions.rules)
  var only: [String] = []

  @Option(help: ArgumentHelp("Leave these rules out.", valueName: "rule"), completion: Completions.rules)
  var skip: [String] = []

  @Option(help: ArgumentHelp("The least severity that ends with status 1 (default: warning).", valueName: "severity"))
  var failOn: FailureThreshold?

  @Option(
    help: ArgumentHelp(
      "The least severity that is shown (default: warning in text and github, else advice); the exit status is another matter.",
      valueName: "severity"))
  var minSeverity: Severity?

  @Option(help: ArgumentHelp("Report only what this baseline does not hold.", valueName: "file"), completion: .file())
  var baseline: String?

  @Option(help: ArgumentHelp("Write a baseline that holds all findings.", valueName: "file"))
  var writeBaseline: String?

  @Flag(name: .customLong("no-suppressions"), help: "Report what comments and the configuration accept, too.")
  var noSuppressions = false

  @Flag(help: "List the examined files: what each was taken to be, for which environment and service.")
  var showFiles = false

  @Flag(help: "List the values that could not be resolved.")
  var showUnknown = false

  @Flag(help: "One line for each finding.")
  var quiet = false

  @Option(help: "Colours in the text report.")
  var color: ColorChoice = .auto

  @Option(help: ArgumentHelp("How many threads to use.", valueName: "n"))
  var jobs: Int?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1 up") }
  }

  var settings: ReportSettings {
    var run = RunSettings()
    run.failOn = failOn
    run.minSeverity = minSeverity
    run.baseline = baseline
    return ReportSettings(
      spec: spec, configuration: config, only: only.flatMap(Self.names), skip: skip.flatMap(Self.names), run: run,
      writeBaseline: writeBaseline, honoursSuppressions: !noSuppressions, isQuiet: quiet, showsFiles: showFiles,
      showsUnknown: showUnknown,
      color: color, jobs: jobs)
  }

  private static func names(_ list: String) -> [String] {
    list.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
  }
}

extension FailureThreshold: ExpressibleByArgument {}
extension Severity: ExpressibleByArgument {}
