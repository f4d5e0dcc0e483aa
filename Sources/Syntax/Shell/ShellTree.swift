/// A POSIX or bash script, taken apart into its simple commands: those of pipelines, lists, loops, conditions, functions,
/// subshells, command substitutions and `sh -c '…'` too (POSIX.1-2024, chapter 2, Shell Command Language).
///
/// Ranges are those of the file that the script's text came from.
package struct ShellTree: Sendable {
  /// In the order in which they begin.
  package internal(set) var commands: [ShellCommand] = []
  /// From `#` to the end of the line.
  package internal(set) var comments: [Range<Int>] = []
  /// The `|` and `|&` between commands.
  package internal(set) var pipes: [Range<Int>] = []

  package static let empty = ShellTree()

  /// A command in the JSON form, where no shell splits it; the script of a shell among it is not read.
  package static func words(_ words: [DockerfileWord]) -> ShellTree {
    guard let first = words.first, let last = words.last else { return .empty }
    var command = ShellCommand(
      connector: .start, depth: 0, range: first.range.lowerBound..<max(last.range.upperBound, first.range.upperBound))
    command.words = words.map { ShellWord(text: $0.text, range: $0.range, isExpanded: false) }
    command.program = first.text.split(separator: "/").last.map(String.init) ?? first.text
    return ShellTree(commands: [command])
  }
}

/// A simple command: a program and its arguments.
package struct ShellCommand: Sendable {
  /// What stands between a command and the one before it.
  package enum Connector: Sendable {
    /// The first of a script, a subshell, a substitution or a block.
    case start
    /// `&&`
    case and
    /// `||`
    case or
    /// `|`
    case pipe
    /// `;`, a line break, `&`, or a word such as `then`.
    case sequence
  }

  package internal(set) var connector: Connector
  /// Whether its success is asked for: behind `if`, `elif`, `while`, `until`, up to `then` or `do`, and behind `!`.
  package internal(set) var isCondition = false
  /// `NAME=value` before the program.
  package internal(set) var assignments: [ShellWord] = []
  /// The program and its arguments; empty where there are assignments or redirections alone.
  package internal(set) var words: [ShellWord] = []
  package internal(set) var redirections: [ShellRedirection] = []
  /// How many subshells, substitutions and inner scripts it stands in; blocks and conditions do not count.
  package let depth: Int
  /// The program without its folder: `curl` of `/usr/bin/curl`; empty without one.
  package internal(set) var program = ""
  package internal(set) var range: Range<Int>

  package var arguments: ArraySlice<ShellWord> { words.dropFirst() }
}

package struct ShellWord: Sendable {
  /// Quotes and escapes undone, references and substitutions left as written.
  package let text: String
  package let range: Range<Int>
  /// Whether its value depends on variables, substitutions or file names.
  package let isExpanded: Bool

  /// Whether it is an option: `-y`, `--yes`; not `-`, and not `--` alone.
  package var isFlag: Bool {
    let bytes = text.utf8
    return bytes.count > 1 && bytes.first == UInt8(ascii: "-") && text != "--"
  }
}

package struct ShellRedirection: Sendable {
  /// `>`, `>>`, `<`, `<<<`, `>&`, ...
  package let operation: String
  package let target: ShellWord
}
