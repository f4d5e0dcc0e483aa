/// Options that all commands share may stand before the command, as other programs have it: `specvault --vault FILE list`.
enum LeadingOptions {
  private static let names: Set<String> = ["--vault", "--store", "--account", "--region"]

  /// The arguments with such options moved behind the command's name.
  static func moved(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var options: [String] = []
    while let first = rest.first {
      if names.contains(first), rest.count > 1 {
        options += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if names.contains(where: { first.hasPrefix($0 + "=") }) {
        options.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    guard !options.isEmpty, let command = rest.first, !command.hasPrefix("-") else { return arguments }
    let hasSubcommands = command == Recipients.configuration.commandName
    let words = hasSubcommands && rest.count > 1 && !rest[rest.startIndex + 1].hasPrefix("-") ? 2 : 1
    return rest.prefix(words) + options + rest.dropFirst(words)
  }
}
