import ArgumentParser
import TestSupport
import Testing

@testable import specvault

/// `--vault`, `--store`, `--account` and `--region` before a command, for all commands alike.
@Suite struct LeadingOptionTests {
  @Test(arguments: [
    (["--vault", "F", "list"], ["list", "--vault", "F"]),
    (["--vault=F", "--region", "r", "get", "n"], ["get", "--vault=F", "--region", "r", "n"]),
    (["--vault", "F", "credentials", "list"], ["credentials", "list", "--vault", "F"]),
    (["--vault", "F", "credentials", "create", "ci"], ["credentials", "create", "--vault", "F", "ci"]),
    (["credentials", "--vault", "F", "remove", "ci"], ["credentials", "remove", "--vault", "F", "ci"]),
    (["--vault", "F", "recipients"], ["recipients", "--vault", "F"]),
    (["--vault", "F", "recipients", "--format", "json"], ["recipients", "--vault", "F", "--format", "json"]),
    (["--vault", "F", "--help"], ["--help"]), (["--store", "ssm", "--version"], ["--version"]),
    (["--vault", "F", "help", "run"], ["help", "run"]),
    (["run", "--", "--vault", "F"], ["run", "--", "--vault", "F"]), (["--vault"], ["--vault"]), ([], []),
  ])
  func optionsMoveBehindTheCommand(_ given: [String], _ moved: [String]) {
    #expect(LeadingOptions.moved(given) == moved)
  }

  @Test func everyCommandTakesThem() {
    func check(_ words: [String], _ command: any ParsableCommand.Type) {
      let inner = command.configuration.subcommands
      for sub in inner { check(words + [sub.configuration.commandName ?? ""], sub) }
      guard inner.isEmpty else { return }
      let moved = LeadingOptions.moved(["--vault", "F", "--store", "ssm", "--account", "1", "--region", "r"] + words)
      #expect(Array(moved.prefix(words.count)) == words && moved.count == words.count + 8)
      let help = SpecVault.helpMessage(for: command)
      for name in VaultArguments.names { #expect(help.contains(name), "\(words)") }
    }
    for command in SpecVault.configuration.subcommands { check([command.configuration.commandName ?? ""], command) }
  }

  @Test func theyWorkBeforeCommandsWithSubcommands() {
    let user = VaultUser()
    let path = "\(user.project.path)/other.db"
    #expect(user.run("--vault", path, "init").status == 0)
    #expect(user.run("--vault", path, "credentials", "create", "ci").status == 0)
    #expect(user.run("--vault", path, "credentials").output.contains("ci"))
    #expect(user.run("--vault", path, "credentials", "list", "--format", "json").output.contains(#""name" : "ci""#))
    #expect(user.run("--vault=\(path)", "credentials", "remove", "ci").status == 0)
    #expect(user.run("--vault", path, "recipients", "list").status == 0)
    #expect(user.run("--vault", path, "random").status == 0)
    #expect(user.run("--vault", path, "keygen", "-o", "k.txt").status == 0)
  }
}
