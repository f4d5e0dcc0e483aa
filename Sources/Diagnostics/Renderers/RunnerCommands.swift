#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The commands that a runner of GitHub Actions reads from what a step prints: `::error::` behind the blanks at the start of
/// a line, and the older `##[error]` anywhere in one (actions/runner, `ActionCommand.cs`).
package enum RunnerCommands {
  /// Whether such a runner reads along.
  package static let areRead = getenv("GITHUB_ACTIONS") != nil

  /// A text that commands the runner nothing.
  package static func disarmed(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ":")) || text.utf8.contains(UInt8(ascii: "#")) else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(disarmedLine).joined(separator: "\n")
  }

  /// Whether a line is a command.
  static func isCommand(_ line: some StringProtocol) -> Bool { disarmedLine(line) != line }

  private static func disarmedLine(_ line: some StringProtocol) -> String {
    var result = String(line)
    let blanks = result.prefix(while: \.isWhitespace)
    if result[blanks.endIndex...].utf8.starts(with: "::".utf8) {
      result = blanks + ": :" + String(decoding: result[blanks.endIndex...].utf8.dropFirst(2), as: UTF8.self)
    }
    guard result.utf8.contains(UInt8(ascii: "[")) else { return result }
    return result.replacing("##[", with: "## [")
  }

  /// A text as it is printed: disarmed where a runner reads it.
  package static func printed(_ text: String) -> String { areRead ? disarmed(text) : text }
}
