import ArgumentParser
import Console

struct Random: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "random", abstract: "Print a random password, as Secrets Manager's GetRandomPassword makes one.")

  @OptionGroup var place: VaultArguments
  @OptionGroup var rules: RandomArguments

  func run() throws {
    try Terminal.standardOutput(try rules.rules.generate())
  }
}
