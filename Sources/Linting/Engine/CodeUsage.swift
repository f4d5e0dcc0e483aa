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
  /// Names that stand somewhere in the code.
  let mentioned: Set<String>
  /// Whether all of the project's programs were looked at.
  let isWhole: Bool

  static func read(_ files: [ProjectFile], _ spec: DeploymentSpec?, isWhole: Bool, jobs: Int) -> CodeFacts {
    guard let names = spec?.variables.names, !names.isEmpty, !files.isEmpty else {
      return CodeFacts(uses: [], mentioned: [], isWhole: isWhole)
    }
    let patterns = PatternSet(names.map { Array($0.utf8) })
    let found = parallelMap(files, jobs: jobs) { file -> (uses: [VariableUse], mentioned: Set<String>) in
      Breadcrumbs.enter(file: file.source.path)
      let uses =
        FileKind.isStartScript(file.path) ? ScriptUsage.uses(in: file.source) : CodeUsage.uses(in: file.source)
      return (uses, mentions(patterns, file.source, names).union(CodeUsage.settingsFields(in: file.source)))
    }
    return CodeFacts(
      uses: zip(files, found).filter(\.0.isReported).map(\.1.uses),
      mentioned: found.reduce(into: []) { $0.formUnion($1.mentioned) }, isWhole: isWhole)
  }

  /// The names that stand in a text as whole words.
  private static func mentions(_ patterns: PatternSet, _ source: SourceText, _ names: [String]) -> Set<String> {
    let bytes = source.bytes
    var mentioned: Set<Int> = []
    for match in patterns.matches(in: bytes) where !mentioned.contains(match.pattern) {
      let (start, end) = (match.range.lowerBound, match.range.upperBound)
      let isWhole = (start == 0 || !bytes[start - 1].isWord) && (end == bytes.count || !bytes[end].isWord)
      if isWhole { mentioned.insert(match.pattern) }
    }
    return Set(mentioned.map { names[$0] })
  }
}

/// Finds the reads of environment variables in programs by the words that languages have for them: no parser, one look at
/// each place where such a word stands.
enum CodeUsage {
  /// How the name is written behind the mark.
  private enum Form { case bare, quoted, call, taken }

  /// `process.env.NAME`
  private static let bareMarks = [
    "process.env.", "process.env?.", "import.meta.env.", "Bun.env.", "$ENV{", "$env:",
  ]
  /// `os.environ["NAME"]`
  private static let quotedMarks = [
    "process.env[", "process.env?.[", "import.meta.env[", "Bun.env[", "environ[", "environ.get(", "environ.pop(",
    "getenv(",
    "env::var(", "env::var_os(", "ENV[", "ENV.fetch(", "ENV.dig(", "System.getenv(", "System.getenv()[",
    "System.getenv().get(", "os.Getenv(", "os.LookupEnv(", "Deno.env.get(", "$_ENV[", "$_SERVER[", "env(", "env.str(",
    "env.int(", "env.bool(", "env.float(", "env.list(", "env.json(", "GetEnvironmentVariable(", ".environment[",
    "Environment.get(", "System.get_env(", "System.fetch_env!(", "System.fetch_env(", "env!(", "option_env!(",
    "dotenv!(",
  ]
  /// `configService.get<string>('NAME')` of NestJS
  private static let callMarks = ["configService.get", "ConfigService.get"]
  /// `const { NAME, OTHER: other } = process.env`
  private static let takenMarks = ["process.env", "import.meta.env", "Bun.env"]

  private static let marks: [(mark: [UInt8], form: Form)] =
    [(bareMarks, Form.bare), (quotedMarks, .quoted), (callMarks, .call), (takenMarks, .taken)]
    .flatMap { marks, form in marks.map { (Array($0.utf8), form) } }

  private static let patterns = PatternSet(marks.map(\.mark))

  static func uses(in source: SourceText) -> [VariableUse] {
    let bytes = source.bytes
    let hasHashComments = hashLanguages.contains { source.path.hasSuffix($0) }
    var names: [Range<Int>] = []
    for match in patterns.matches(in: bytes) {
      let (mark, form) = marks[match.pattern]
      let isWhole = match.range.lowerBound == 0 || !mark[0].isWord || !bytes[match.range.lowerBound - 1].isWord
      guard isWhole, !isComment(bytes, match.range.lowerBound, hasHashComments) else { continue }
      switch form {
      case .bare: names += [capitals(bytes, match.range.upperBound)].compactMap { $0 }
      case .quoted: names += [quoted(bytes, match.range.upperBound)].compactMap { $0 }
      case .call: names += [argument(bytes, match.range.upperBound)].compactMap { $0 }
      case .taken: names += taken(bytes, match.range)
      }
    }
    var seen: Set<Int> = []
    return names.filter { seen.insert($0.lowerBound).inserted }.sorted { $0.lowerBound < $1.lowerBound }.map {
      VariableUse(name: source.text($0), location: Location(source, $0))
    }
  }

  /// The spec's variables that a class of pydantic's settings takes by its fields, whose case does not count.
  static func settingsFields(in source: SourceText) -> Set<String> {
    guard source.path.hasSuffix(".py"), source.bytes.contains(ascii: "BaseSettings") else { return [] }
    var fields: Set<String> = []
    for line in 0..<source.lines.count {
      let content = source.lines.content(of: line, in: source.bytes)
      let start = source.bytes.end(from: content.lowerBound, while: \.isBlank)
      let end = source.bytes.end(from: start, while: \.isWord)
      guard end > start, end < content.upperBound, source.bytes[end] == UInt8(ascii: ":") else { continue }
      fields.insert(source.text(start..<end).uppercased())
    }
    return fields
  }

  // MARK: Comments

  private static let hashLanguages = [".py", ".rb", ".pl", ".pm", ".ps1", ".ex", ".exs", ".php"]

  /// Whether the line begins as a comment does.
  private static func isComment(_ bytes: [UInt8], _ offset: Int, _ hasHashComments: Bool) -> Bool {
    var start = offset
    while start > 0, bytes[start - 1] != 0x0A, offset - start < longestPrefix { start -= 1 }
    let first = bytes.end(from: start, while: \.isBlank)
    guard first + 1 < bytes.count, first < offset else { return false }
    switch bytes[first] {
    case UInt8(ascii: "/"): return "/*".utf8.contains(bytes[first + 1])
    case UInt8(ascii: "*"): return bytes[first + 1] == UInt8(ascii: " ")
    case UInt8(ascii: "#"): return hasHashComments
    default: return false
    }
  }

  /// So far before a place the beginning of its line is looked for.
  private static let longestPrefix = 512

  // MARK: Names

  /// A name in capitals, as those of the environment are; others are something else by the same word.
  private static func capitals(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
    let end = bytes.end(from: start, while: \.isWord)
    let isName =
      end > start + 1 && bytes[start].isUppercase
      && bytes[start..<end].allSatisfy { $0.isUppercase || $0.isDigit || $0 == UInt8(ascii: "_") }
    return isName ? start..<end : nil
  }

  /// `"NAME"`, on the next line, too, and behind lines of comment.
  private static func quoted(_ bytes: [UInt8], _ offset: Int) -> Range<Int>? {
    var opening = bytes.end(from: offset, while: \.isSpace)
    for _ in 0..<longestComment {
      guard opening + 1 < bytes.count, bytes[opening] == UInt8(ascii: "#") || bytes[opening...].starts(with: "//".utf8)
      else { break }
      opening = bytes.end(from: bytes.end(from: opening) { $0 != 0x0A }, while: \.isSpace)
    }
    let start = opening + 1
    guard start < bytes.count, "\"'`".utf8.contains(bytes[start - 1]), let name = capitals(bytes, start),
      name.upperBound < bytes.count, bytes[name.upperBound] == bytes[start - 1]
    else { return nil }
    return name
  }

  /// `OrThrow<string>("NAME"`
  private static func argument(_ bytes: [UInt8], _ offset: Int) -> Range<Int>? {
    var index = bytes.end(from: offset, while: \.isLetter)
    if index < bytes.count, bytes[index] == UInt8(ascii: "<") {
      let close = bytes[index..<min(bytes.count, index + longestType)].firstIndex(of: UInt8(ascii: ">"))
      index = (close ?? bytes.count) + 1
    }
    guard index < bytes.count, bytes[index] == UInt8(ascii: "(") else { return nil }
    return quoted(bytes, index + 1)
  }

  /// So long are a type's arguments and a list of names at most.
  private static let longestType = 128
  private static let longestList = 4_096
  /// So many lines of comment stand before a name at most.
  private static let longestComment = 4

  private static func taken(_ bytes: [UInt8], _ mark: Range<Int>) -> [Range<Int>] {
    if mark.upperBound < bytes.count, bytes[mark.upperBound].isWord || ".?[".utf8.contains(bytes[mark.upperBound]) {
      return []
    }
    var index = mark.lowerBound
    for sign in "=}".utf8 {
      while index > 0, bytes[index - 1].isSpace { index -= 1 }
      guard index > 0, bytes[index - 1] == sign else { return [] }
      index -= 1
    }
    let least = max(0, index - longestList)
    guard let open = bytes[least..<index].lastIndex(of: UInt8(ascii: "{")) else { return [] }
    var names: [Range<Int>] = []
    for item in bytes[open + 1..<index].split(separator: UInt8(ascii: ",")) {
      let start = bytes.end(from: item.startIndex, while: \.isSpace)
      guard start < item.endIndex, let name = capitals(bytes, start), name.upperBound <= item.endIndex else { continue }
      names.append(name)
    }
    return names
  }
}
