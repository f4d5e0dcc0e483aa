import ArgumentParser
import Syntax

/// What is wrong with a command line, in the words and the form of every other error.
package enum CommandLineErrors {
  /// - Parameters:
  ///   - error: of ArgumentParser's own.
  ///   - arguments: without the program's name.
  package static func failure(
    _ error: any Error, of root: any ParsableCommand.Type, arguments: [String]
  ) -> UsageFailure {
    let program = name(root)
    if let (parents, word) = unknownCommand(arguments, root) {
      let path = ([program] + parents.map(name)).joined(separator: " ")
      let known = (parents.last ?? root).configuration.subcommands.map(name)
      return UsageFailure(
        "unknown command '\(word)'",
        hint: known.nearest(to: word).map { "did you mean '\(path) \($0)'?" }
          ?? "known: \(known.joined(separator: ", "))")
    }
    let path = ([program] + commands(arguments, root).map(name)).joined(separator: " ")
    return UsageFailure(sentence(root.message(for: error)), hint: "see '\(path) --help'")
  }

  /// The command that a word was probably meant to be.
  package static func nearest(to word: String, in root: any ParsableCommand.Type) -> String? {
    root.configuration.subcommands.map(name).nearest(to: word)
  }

  package static func name(_ command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? command._commandName
  }

  /// The commands that arguments begin with.
  private static func commands(_ arguments: [String], _ root: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    var path: [any ParsableCommand.Type] = []
    for word in arguments {
      guard let next = (path.last ?? root).configuration.subcommands.first(where: { name($0) == word }) else { break }
      path.append(next)
    }
    return path
  }

  /// A word where only a command can stand, that is none.
  private static func unknownCommand(
    _ arguments: [String], _ root: any ParsableCommand.Type
  ) -> (parents: [any ParsableCommand.Type], word: String)? {
    let path = commands(arguments, root)
    let command = path.last ?? root
    guard !command.configuration.subcommands.isEmpty, command.configuration.defaultSubcommand == nil,
      let word = arguments.dropFirst(path.count).first, !word.hasPrefix("-"), word != "help"
    else { return nil }
    return (path, word)
  }

  /// Begins small and ends without a full stop, as all messages do.
  private static func sentence(_ text: String) -> String {
    var text = text
    if text.hasPrefix("Error: ") { text = String(text.dropFirst(7)) }
    if text.hasSuffix(".") { text.removeLast() }
    guard let first = text.first, text.dropFirst().first?.isLowercase ?? false else { return text }
    return first.lowercased() + text.dropFirst()
  }
}
