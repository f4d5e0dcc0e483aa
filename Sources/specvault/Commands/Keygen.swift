import Age
import ArgumentParser
import Console
import Vault
import Workspace

struct Keygen: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keygen", abstract: "Make an identity, and print its public key.",
    discussion: "The file is as age-keygen writes it, readable by you only, and never written over.")

  @OptionGroup var place: VaultArguments

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to; by default your identity file.", valueName: "file"))
  var output: String?

  func run() throws {
    let path = output.map { PathText.normalized(PathText.join(FileSystem.currentFolder, $0)) } ?? Identities.file
    let identity = try Identities.create(at: path)
    Terminal.standardError("wrote \(path)\n")
    Terminal.standardOutput("\(identity.recipient)\n")
  }
}
