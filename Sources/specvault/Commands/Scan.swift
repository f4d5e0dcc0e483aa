import ArgumentParser
import ByteSearch
import Console
import Diagnostics
import Vault
import Workspace

struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Does any file hold a value that the vault knows?",
    discussion: """
      Looks for the values themselves, also in base 64, URL-encoded and JSON-escaped: what it finds is no guess. Values \
      of less than 8 bytes or of few different characters are left out, and it says so. Exit status 1 if anything is found; \
      0 where there is no vault.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: "Files or folders; by default what git knows of the current folder.")
  var paths: [String] = []

  @Flag(help: "The content of git's index, as a commit hook looks at it.")
  var staged = false

  func validate() throws {
    if staged, !paths.isEmpty { throw ValidationError("--staged looks at the whole index; give no paths with it") }
  }

  func run() throws {
    let search = place.project.search
    guard search.isNamed || search.path != nil else {
      return Terminal.note("there is no vault here, so no value to look for; 'specvault init' makes one")
    }
    let known = try place.open().read { try KnownValues($0) }
    // git runs what a repository's settings name: it gets no keys.
    OwnVariables.forget()
    known.skipped.forEach { Terminal.note("not looked for: \($0)") }
    guard !known.isEmpty else { return Terminal.standardOutput("the vault holds no value to look for\n") }
    let own = PathText.parent(place.path)
    var found = 0
    var examined = 0
    for (path, content) in try ScannedFiles(staged: staged, paths: paths, excluding: own) {
      let bytes = try content()
      guard let bytes else { continue }
      examined += 1
      for line in known.occurrences(in: SourceText(path: path, bytes: bytes)) {
        Terminal.standardOutput(line + "\n")
        found += 1
      }
    }
    Terminal.standardOutput(
      "\(Count.of(examined, "file", "files")), "
        + (found == 0
          ? "no value of the vault in \(examined == 1 ? "it" : "them")" : "\(Count.of(found, "value", "values")) found")
        + "\n")
    if found > 0 { throw ExitCode(1) }
  }
}
