import ArgumentParser
import Console
import Syntax

/// Options that all commands share may stand before the command, as other programs have it: `specvault --vault FILE list`;
/// where a command has subcommands, also before those.
enum LeadingOptions {
  /// The arguments with such options moved behind the command's name.
  static func moved(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var options = take(&rest)
    guard let command = rest.first else { return arguments }
    // Help and version need no vault.
    guard !command.hasPrefix("-"), command != "help" else { return options.isEmpty ? arguments : Array(rest) }
    var words = [rest.removeFirst()]
    var inner = rest
    options += take(&inner)
    guard !options.isEmpty, let subcommands = subcommands(of: command) else { return words + options + inner }
    if let next = inner.first, subcommands.contains(next) { words.append(inner.removeFirst()) }
    return words + options + inner
  }

  /// - Throws: `UsageFailure` for one of these options without its value, and for a word that is not a command.
  static func check(_ arguments: [String]) throws {
    var rest = arguments[...]
    _ = take(&rest)
    guard let word = rest.first else { return }
    if VaultArguments.names.contains(word) { throw UsageFailure("'\(word)' needs a value") }
    let commands = SpecVault.configuration.subcommands.map(name) + ["help"]
    guard !word.hasPrefix("-"), !commands.contains(word) else { return }
    throw UsageFailure(
      "'\(word)' is not a command",
      hint: commands.nearest(to: word).map { "did you mean '\($0)'?" } ?? "'specvault --help' lists them")
  }

  private static func take(_ rest: inout ArraySlice<String>) -> [String] {
    var options: [String] = []
    while let first = rest.first {
      if VaultArguments.names.contains(first), rest.count > 1 {
        options += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if VaultArguments.names.contains(where: { first.hasPrefix($0 + "=") }) {
        options.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    return options
  }

  /// Nil for a command without subcommands.
  private static func subcommands(of command: String) -> [String]? {
    let named = SpecVault.configuration.subcommands.first { name($0) == command }
    let names = named?.configuration.subcommands.map(name) ?? []
    return names.isEmpty ? nil : names
  }

  private static func name(_ command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? command._commandName
  }
}
