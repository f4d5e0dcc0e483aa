import ArgumentParser
import Linting
import Workspace

struct Lint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check artifacts against the spec (the default).",
    discussion: """
      PATH is a file or a folder; without one the current folder is checked. '-' reads one file from standard input, a \
      Dockerfile unless --stdin-filename says otherwise.

      Examples:
        speclint                                 everything below the current folder
        speclint --staged                        what the next commit would hold
        speclint --changed-since origin/main     what a branch changes
        speclint --fix                           apply what is safe
        speclint - < Dockerfile                  one text
      """
  )

  @Argument(help: "Files and folders to check.", completion: .file())
  var paths: [String] = []

  @Option(
    help: ArgumentHelp("Compare everything with this environment.", valueName: "name"),
    completion: Completions.environments)
  var environment: String?

  @Flag(help: "Check what the next commit would hold.")
  var staged = false

  @Option(help: ArgumentHelp("Check the files changed since the merge base with a revision.", valueName: "rev"))
  var changedSince: String?

  @Flag(help: "Apply the fixes that change nothing about what is deployed.")
  var fix = false

  @Flag(help: "With --fix or --diff: the others too.")
  var unsafeFixes = false

  @Flag(help: "Print what --fix would change as a unified diff.")
  var diff = false

  @Option(
    help: ArgumentHelp(
      "The day that end-of-life dates are compared with (default: SOURCE_DATE_EPOCH, else today).", valueName: "date"))
  var asOf: String?

  @Option(help: "Whether ShellCheck looks at RUN scripts: where it is installed (auto, the default), always, never.")
  var shellcheck: ShellCheckMode?

  @Option(help: ArgumentHelp("The name that standard input would have as a file.", valueName: "name"))
  var stdinFilename: String?

  @Option(help: ArgumentHelp("The name that the report gives the one file that is checked.", valueName: "name"))
  var filePathInReport: String?

  @OptionGroup var common: ReportOptions

  func validate() throws {
    if staged, changedSince != nil { throw ValidationError("--staged and --changed-since exclude each other") }
    if fix, diff { throw ValidationError("--fix and --diff exclude each other") }
    if unsafeFixes, !fix, !diff { throw ValidationError("--unsafe-fixes goes with --fix or --diff") }
    if paths.contains("-"), paths.count > 1 { throw ValidationError("'-' cannot stand beside other paths") }
    if filePathInReport != nil, paths.count != 1 { throw ValidationError("--file-path-in-report goes with one file") }
    if filePathInReport != nil, fix || diff {
      throw ValidationError("--file-path-in-report excludes --fix and --diff")
    }
    if paths != ["-"], stdinFilename != nil {
      throw ValidationError("--stdin-filename goes with '-', which reads standard input")
    }
    if paths == ["-"], staged || changedSince != nil {
      throw ValidationError("'-' cannot stand beside --staged or --changed-since")
    }
  }

  func run() throws {
    try LintRun(
      paths: paths, environment: environment, isStaged: staged, changedSince: changedSince, appliesFixes: fix,
      includesUnsafeFixes: unsafeFixes, showsDiff: diff, asOf: asOf, shellCheck: shellcheck,
      standardInputName: stdinFilename, nameInReport: filePathInReport, settings: common.settings
    ).run()
  }
}

extension ShellCheckMode: ExpressibleByArgument {}
