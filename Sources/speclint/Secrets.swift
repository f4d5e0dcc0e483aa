import ArgumentParser

struct Secrets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secrets", abstract: "Look for secrets in files of every kind, in the index or in the history.",
    discussion: """
      Without PATH the current folder is searched: what git tracks or would track. Finds providers' tokens, private keys, \
      passwords in URLs, values of variables that the spec flags secret, and what looks like a secret and is assigned to a \
      name that speaks of one; also in base 64 and URL encoding. Values are never printed.

      Examples:
        speclint secrets --staged
        speclint secrets --history main..HEAD
      """)

  @Argument(help: "Files and folders to search.")
  var paths: [String] = []

  @Flag(help: "Search what the next commit would hold.")
  var staged = false

  @Option(
    help: ArgumentHelp("Search every version of every file in these commits, as in main..HEAD.", valueName: "revs"))
  var history: String?

  @OptionGroup var common: ReportOptions

  func validate() throws {
    if staged, history != nil { throw ValidationError("--staged and --history exclude each other") }
    if history != nil, !paths.isEmpty { throw ValidationError("--history takes no paths") }
  }

  func run() throws {
    try SecretsRun(paths: paths, isStaged: staged, history: history, settings: common.settings).run()
  }
}
