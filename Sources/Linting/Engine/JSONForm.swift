import Diagnostics
import Syntax

/// The JSON form of a command in the shell form, where no shell is needed.
enum JSONForm {
  /// `["node", "main.js"]` of `node main.js`; `nil` for anything that a shell would do more to than to split it.
  ///
  /// - Parameter words: the command's words, which stand last in the instruction.
  static func array(of words: ArraySlice<DockerfileWord>, in instruction: DockerfileInstruction, _ tree: DockerfileTree)
    -> String?
  {
    guard let first = words.first, let last = words.last, instruction.heredocs.isEmpty,
      tree.escape == UInt8(ascii: "\\"),
      let range = instruction.logical.logicalRange(first.range.lowerBound..<last.range.upperBound),
      !first.text.hasPrefix("[")
    else { return nil }
    let script = ShellParser.parse(instruction.logical, range)
    guard script.commands.count == 1, let command = script.commands.first, script.comments.isEmpty,
      command.range == first.range.lowerBound..<last.range.upperBound, command.assignments.isEmpty,
      command.redirections.isEmpty, command.words.allSatisfy({ isPlain($0.text) && !$0.isExpanded }),
      !builtins.contains(command.program)
    else { return nil }
    return "[" + command.words.map { "\"\($0.text)\"" }.joined(separator: ", ") + "]"
  }

  private static let builtins: Set<String> = [
    "exec", "cd", "source", ".", ":", "export", "set", "eval", "ulimit", "umask", "trap", "exit", "command", "alias",
    "shift", "return", "wait", "unset", "readonly", "local", "type", "hash", "read", "bg", "fg", "jobs", "times",
    "getopts", "break", "continue", "declare", "typeset", "let", "builtin", "shopt", "enable", "pushd", "popd",
  ]

  /// Neither what JSON escapes nor what a shell expands.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && !"\"\\~{}[]".utf8.contains($0) }
  }
}
