import Console

/// The many paths that a commit hook puts behind everything else.
///
/// ArgumentParser takes time quadratic in their number: 45 ms for 500. An argument behind two others that are no options can
/// only be a path, so it need not be parsed.
enum TrailingPaths {
  /// Fewer are parsed like any other.
  private static let least = 32

  /// What is left to parse, and the paths that are not.
  static let split: (parsed: [String], paths: [String]) = {
    let arguments = Arguments.all
    let run = arguments.reversed().prefix { !$0.hasPrefix("-") }.count
    let isOfLint = arguments.first.map { !subcommands.contains($0) } ?? false
    guard run > least, isOfLint else { return (arguments, []) }
    let start = arguments.count - run + 2
    return (Array(arguments[..<start]), Array(arguments[start...]))
  }()

  private static let subcommands = ["spec", "env", "rules", "explain", "init", "help"]
}
