import ArgumentParser
import Console

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

  /// - Throws: `UsageFailure` for one of these options that stands alone: what is no command's is not known by its name otherwise.
  static func requireValues(_ arguments: [String]) throws {
    var rest = arguments[...]
    _ = take(&rest)
    if let word = rest.first, VaultArguments.names.contains(word) { throw UsageFailure("'\(word)' needs a value") }
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
    let named = SpecVault.configuration.subcommands.first { CommandLineErrors.name($0) == command }
    let names = named?.configuration.subcommands.map(CommandLineErrors.name) ?? []
    return names.isEmpty ? nil : names
  }
}
