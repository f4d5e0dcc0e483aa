import ByteSearch
import DeploymentSpec
import Diagnostics
import Syntax
import Workspace

/// A variable of the environment that a program reads.
struct VariableUse: Sendable {
  let name: String
  let location: Location
}

/// What the programs of a project say about variables.
struct CodeFacts: Sendable {
  /// The reads of each file, in order.
  let uses: [[VariableUse]]
  /// The spec's variables whose names stand somewhere in the code.
  let mentioned: Set<String>
  /// Whether all of the project's programs were looked at.
  let isWhole: Bool

  static func read(_ files: [ProjectFile], _ spec: DeploymentSpec?, isWhole: Bool, jobs: Int) -> CodeFacts {
    guard let names = spec?.variables.names, !names.isEmpty, !files.isEmpty else {
      return CodeFacts(uses: [], mentioned: [], isWhole: isWhole)
    }
    let patterns = PatternSet(names.map { Array($0.utf8) })
    let found = parallelMap(files, jobs: jobs) { file -> (uses: [VariableUse], mentioned: Set<Int>) in
      Breadcrumbs.enter(file: file.source.path)
      let uses =
        FileKind.isStartScript(file.path) ? ScriptUsage.uses(in: file.source) : CodeUsage.uses(in: file.source)
      return (uses, Set(patterns.matches(in: file.source.bytes).map(\.pattern)))
    }
    let mentioned = found.reduce(into: Set<Int>()) { $0.formUnion($1.mentioned) }
    return CodeFacts(
      uses: zip(files, found).filter(\.0.isReported).map(\.1.uses), mentioned: Set(mentioned.map { names[$0] }),
      isWhole: isWhole)
  }
}

/// Finds the reads of environment variables in programs by the words that languages have for them: no parser, one look at
/// each place where such a word stands.
enum CodeUsage {
  /// What stands before a name, and how the name is written.
  private struct Form {
    let mark: [UInt8]
    /// Whether the name stands bare behind the mark, rather than in quotes.
    let isBare: Bool
  }

  private static let bareMarks = ["process.env.", "import.meta.env.", "Bun.env.", "$ENV{", "$env:"]
  private static let quotedMarks = [
    "process.env[", "import.meta.env[", "environ[", "environ.get(", "getenv(", "env::var(", "env::var_os(", "ENV[",
    "ENV.fetch(", "System.getenv(", "os.Getenv(", "os.LookupEnv(", "Deno.env.get(", "$_ENV[", "$_SERVER[", "env(",
    "GetEnvironmentVariable(", ".environment[", "Environment.get(", "System.get_env(", "env!(", "option_env!(",
  ]

  private static let forms: [Form] =
    bareMarks.map { Form(mark: Array($0.utf8), isBare: true) }
    + quotedMarks.map { Form(mark: Array($0.utf8), isBare: false) }

  private static let patterns = PatternSet(forms.map(\.mark))

  static func uses(in source: SourceText) -> [VariableUse] {
    var uses: [VariableUse] = []
    var end = 0
    for match in patterns.matches(in: source.bytes) where match.range.lowerBound >= end {
      guard let range = name(source.bytes, behind: match.range.upperBound, forms[match.pattern]) else { continue }
      end = range.upperBound
      uses.append(VariableUse(name: source.text(range), location: Location(source, range)))
    }
    return uses
  }

  /// A name in capitals, as those of the environment are; others are something else by the same word.
  private static func name(_ bytes: [UInt8], behind offset: Int, _ form: Form) -> Range<Int>? {
    var start = offset
    if !form.isBare {
      guard start < bytes.count, "\"'`".utf8.contains(bytes[start]) else { return nil }
      start += 1
    }
    let end = bytes.end(from: start, while: \.isWord)
    guard end > start + 1, end < bytes.count || form.isBare, bytes[start].isUppercase,
      bytes[start..<end].allSatisfy({ $0.isUppercase || $0.isDigit || $0 == UInt8(ascii: "_") })
    else { return nil }
    guard form.isBare || (end < bytes.count && bytes[end] == bytes[start - 1]) else { return nil }
    return start..<end
  }
}
