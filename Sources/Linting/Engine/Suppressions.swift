import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics
import Syntax
import Workspace

/// A comment that accepts findings, and what of the file it covers.
struct Suppression: Sendable {
  let location: Location
  /// Ids of rules.
  let rules: [String]
  let covers: Range<Int>
  /// Whether it is written in our own form: another tool's may hold nothing back without being reported.
  let isOwn: Bool

  /// `# hadolint ignore=…`
  var isHadolintPragma: Bool {
    !isOwn && location.text.drop { $0 == "#" || $0 == " " || $0 == "\t" }.hasPrefix("hadolint")
  }
}

/// Reads the comments of a file: `speclint: allow RULE[, RULE] -- reason`, and the forms of hadolint, BuildKit, Checkov
/// and Trivy.
struct SuppressionReader {
  let source: SourceText
  /// What a comment that ends at an offset stands above.
  let nodeAfter: (Int) -> Range<Int>?
  /// What a comment at an offset speaks of if it speaks of a stage.
  private let stageAfter: (Int) -> Range<Int>?
  /// The directives at the top of a Dockerfile.
  private let directives: [Range<Int>]
  private(set) var suppressions: [Suppression] = []
  private(set) var faults: [(location: Location, message: String, help: String)] = []
  /// Ids in comments for hadolint that stand for no rule.
  private(set) var unknownIDs: [(location: Location, id: String)] = []

  init(_ artifact: Artifact) {
    source = artifact.source
    nodeAfter = Self.nodes(of: artifact)
    if case .dockerfile(let tree) = artifact.content {
      directives = tree.directives.map(\.range)
      stageAfter = { Self.stage(at: $0, tree) }
    } else {
      directives = []
      stageAfter = { _ in nil }
    }
    for comment in artifact.comments { read(comment) }
    if case .dotenv = artifact.content { readSwitches(artifact.comments) }
  }

  /// `# dotenv-linter:off NAME,NAME` holds until `on` for the same names, without names for all that dotenv-linter knows.
  private mutating func readSwitches(_ comments: [Range<Int>]) {
    var open: [String: Range<Int>] = [:]
    for comment in comments {
      let text = words(comment)
      let isOff = text.hasPrefix("dotenv-linter:off")
      guard isOff || text.hasPrefix("dotenv-linter:on") else { continue }
      let list = text.dropFirst(isOff ? 17 : 16).split { $0 == "," || $0.isWhitespace }.map(String.init)
      for name in list.isEmpty ? Self.dotenvLinterChecks : list {
        if isOff {
          open[name] = open[name] ?? comment
        } else if let start = open.removeValue(forKey: name) {
          switchOff(name, start, comment.lowerBound)
        }
      }
    }
    for (name, start) in open.sorted(by: { $0.key < $1.key }) { switchOff(name, start, source.bytes.count + 1) }
  }

  private mutating func switchOff(_ name: String, _ comment: Range<Int>, _ end: Int) {
    add(name, comment, comment.lowerBound..<max(end, comment.upperBound))
  }

  private static let dotenvLinterChecks = [
    "DuplicatedKey", "EndingBlankLine", "ExtraBlankLine", "IncorrectDelimiter", "KeyWithoutValue", "LeadingCharacter",
    "LowercaseKey", "QuoteCharacter", "SpaceCharacter", "SubstitutionKey", "TrailingWhitespace", "UnorderedKey",
    "ValueWithoutQuotes", "SchemaViolation",
  ]

  /// A text that has no parser here. A comment of its own line stands above the next that is none.
  init(_ source: SourceText, path: String) {
    self.source = source
    let comments = TextComments.find(in: source, path: path)
    let own = Set(comments.map { source.lines.line(at: $0.range.lowerBound) })
    nodeAfter = { offset in
      var line = source.lines.line(at: offset) + 1
      while line < source.lines.count, own.contains(line) { line += 1 }
      return line < source.lines.count ? source.lines.content(of: line, in: source.bytes) : nil
    }
    directives = []
    stageAfter = { _ in nil }
    for comment in comments { readOwn(String(comment.words.dropFirst(9)).trimmed, comment.range) }
  }

  /// A file of whatever kind, by its name and content.
  static func reading(_ source: SourceText, path: String) -> SuppressionReader {
    let kind = FileKind(path: path)
    if kind == .specDocument, let document = SpecReader.read([source]).documents.first {
      return SuppressionReader(document)
    }
    let result: ArtifactReader.Result =
      switch kind {
      case .dockerfile: ArtifactReader.dockerfile(source)
      case .dotenv: .artifact(ArtifactReader.dotenv(source))
      case .compose: .artifact(ArtifactReader.compose(source))
      case .yaml: ArtifactReader.yaml(source)
      case .json: ArtifactReader.json(source)
      case .specDocument, .code, .other: .unrecognised
      }
    guard case .artifact(let artifact) = result else { return SuppressionReader(source, path: path) }
    return SuppressionReader(artifact)
  }

  init(_ document: SpecDocument) {
    source = document.source
    let blocks = document.markdown.blocks.map(\.range)
    nodeAfter = { Self.first(of: blocks, from: $0) }
    directives = []
    stageAfter = { _ in nil }
    for comment in document.markdown.comments { read(comment) }
  }

  private static func nodes(of artifact: Artifact) -> (Int) -> Range<Int>? {
    switch artifact.content {
    case .dockerfile(let tree):
      let instructions = tree.instructions.map(\.range)
      return { one(of: instructions, around: $0) ?? first(of: instructions, from: $0) }
    case .dotenv(let tree):
      let entries = tree.entries.map(\.range)
      return { first(of: entries, from: $0) }
    case .compose(let tree), .ecs(let tree), .kubernetes(let tree): return { tree.entry(after: $0) }
    case .workflow(let tree):
      let scripts = (artifact.workflow?.scripts ?? []).sorted {
        $0.location.range.lowerBound < $1.location.range.lowerBound
      }
      return { offset in
        let next = scripts.partitionIndex { $0.location.range.upperBound > offset }
        guard next < scripts.count, scripts[next].location.range.contains(offset) else {
          return tree.entry(after: offset)
        }
        return commands(after: offset, in: scripts[next])
      }
    }
  }

  /// The first range that begins at an offset or behind it.
  private static func first(of ranges: [Range<Int>], from offset: Int) -> Range<Int>? {
    let next = ranges.partitionIndex { $0.lowerBound >= offset }
    return next < ranges.count ? ranges[next] : nil
  }

  /// The range that an offset lies in.
  private static func one(of ranges: [Range<Int>], around offset: Int) -> Range<Int>? {
    let next = ranges.partitionIndex { $0.upperBound > offset }
    return next < ranges.count && ranges[next].contains(offset) ? ranges[next] : nil
  }

  /// All that begin on the next line that has any.
  private static func commands(after offset: Int, in script: Workflow.Script) -> Range<Int>? {
    let lines = script.location.source.lines
    let commands = script.tree.commands
    let following = commands[commands.partitionIndex { $0.range.lowerBound >= offset }...]
    guard let first = following.first?.range else { return nil }
    let line = lines.line(at: first.lowerBound)
    let end = following.prefix { lines.line(at: $0.range.lowerBound) == line }.map(\.range.upperBound).max()
    return first.lowerBound..<(end ?? first.upperBound)
  }

  /// The stage that a comment stands in, or the one that begins right below it.
  private static func stage(at offset: Int, _ tree: DockerfileTree) -> Range<Int>? {
    let next = tree.instructions.partitionIndex { $0.range.lowerBound >= offset }
    let isFrom = next < tree.instructions.count && tree.instructions[next].keyword == .from
    let above = tree.stages.partitionIndex { $0.from.range.lowerBound >= offset }
    let start =
      isFrom
      ? tree.instructions[next].range.lowerBound
      : (above > 0 ? tree.stages[above - 1] : tree.stages.first)?.from.range.lowerBound ?? offset
    let below = tree.stages.partitionIndex { $0.from.range.lowerBound > start }
    let end = below < tree.stages.count ? tree.stages[below].from.range.lowerBound : tree.source.bytes.count + 1
    return min(start, offset)..<max(end, offset)
  }

  private mutating func read(_ comment: Range<Int>) {
    let text = words(comment)
    if let rest = text.dropping("speclint:") {
      readOwn(rest, comment)
    } else if let rest = text.dropping("hadolint ") {
      readHadolint(rest, comment)
    } else if let rest = text.dropping("check=") {
      for part in rest.split(separator: ";") {
        if let skipped = String(part).trimmed.dropping("skip=") {
          add(skipped, comment, directives.contains(comment) ? wholeFile : nil)
        }
      }
    } else if let rest = text.dropping("checkov:skip=") {
      add(String(rest.prefix { $0 != ":" }), comment, wholeFile)
    } else if let rest = text.dropping("trivy:ignore:") {
      add(String(rest.prefix { !$0.isWhitespace }), comment, nil)
    }
  }

  /// `ignore=`, `global ignore=`, `stage ignore=`, with or without spaces around the `=`.
  private mutating func readHadolint(_ text: String, _ comment: Range<Int>) {
    guard let equals = text.firstIndex(of: "=") else { return }
    let list = String(text[text.index(after: equals)...].prefix { $0 != "#" })
    let isIgnore = text[..<equals].split(whereSeparator: \.isWhitespace).last == "ignore"
    let names = list.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
    if isIgnore, let unknown = names.first(where: { RuleRegistry.resolve($0) == nil }) {
      unknownIDs.append((Location(source, comment), unknown))
    }
    switch text[..<equals].split(whereSeparator: \.isWhitespace).joined(separator: " ") {
    case "ignore": add(list, comment, nil)
    case "global ignore": add(list, comment, wholeFile)
    case "stage ignore": add(list, comment, stageAfter(comment.upperBound))
    default: break
    }
  }

  private var wholeFile: Range<Int> { 0..<source.bytes.count + 1 }

  private func words(_ comment: Range<Int>) -> String {
    var text = source.text(comment)
    for (mark, isPrefix) in [("<!--", true), ("-->", false), ("#", true)] {
      if isPrefix, text.hasPrefix(mark) { text = String(text.dropFirst(mark.count)) }
      if !isPrefix, text.hasSuffix(mark) { text = String(text.dropLast(mark.count)) }
    }
    return text.trimmed
  }

  private mutating func readOwn(_ rest: String, _ comment: Range<Int>) {
    let place = Location(source, comment)
    guard let body = rest.dropping("allow ") ?? (rest == "allow" ? "" : nil) else {
      guard Self.isAttempt(rest) else { return }
      faults.append(
        (place, "'speclint: \(rest.prefix(40))' is not a suppression", "write: speclint: allow RULE -- reason"))
      return
    }
    let parts =
      body.firstRange(of: "--").map { (String(body[..<$0.lowerBound]).trimmed, String(body[$0.upperBound...]).trimmed) }
      ?? (body.trimmed, "")
    let names = parts.0.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    guard !names.isEmpty, parts.1.contains(where: { $0.isLetter || $0.isNumber }) else {
      faults.append(
        (
          place, "a suppression without a reason has no effect",
          "write: speclint: allow \(names.first ?? "RULE") -- reason"
        ))
      return
    }
    var rules: [String] = []
    for name in names {
      if let found = RuleRegistry.resolve(name) {
        rules += found
      } else {
        let near = RuleRegistry.names.nearest(to: name)
        faults.append((place, "unknown rule '\(name)'", near.map { "did you mean '\($0)'?" } ?? "see `speclint rules`"))
      }
    }
    if !rules.isEmpty {
      suppressions.append(Suppression(location: place, rules: rules, covers: covered(by: comment), isOwn: true))
    }
  }

  /// Whether a text was meant to accept something: its first word is nearly the right one, or that of another linter, or it
  /// names a rule. Any other is about speclint, not for it.
  private static func isAttempt(_ text: String) -> Bool {
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "-") }.map { $0.lowercased() }
    guard let first = words.first else { return false }
    return verbs.contains(first) || ["allow"].nearest(to: first) != nil
      || words.contains { RuleRegistry.rule($0) != nil }
  }

  private static let verbs: Set<String> = [
    "allow", "allows", "accept", "disable", "disable-line", "disable-next-line", "exclude", "ignore", "noqa", "nolint",
    "off", "skip", "suppress",
  ]

  private mutating func add(_ list: String, _ comment: Range<Int>, _ covers: Range<Int>?) {
    let names = list.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    let rules =
      names.contains("all") ? RuleRegistry.all.map(\.card.id) : names.flatMap { RuleRegistry.resolve($0) ?? [] }
    guard !rules.isEmpty else { return }
    suppressions.append(
      Suppression(
        location: Location(source, comment), rules: rules, covers: covers ?? covered(by: comment), isOwn: false))
  }

  /// Behind something on its line a comment covers the line, else itself and what starts next.
  private func covered(by comment: Range<Int>) -> Range<Int> {
    let line = source.lines.content(of: source.lines.line(at: comment.lowerBound), in: source.bytes)
    let isAlone = source.bytes[line.lowerBound..<comment.lowerBound].allSatisfy(\.isSpace)
    guard isAlone else { return line.lowerBound..<line.upperBound + 1 }
    let end = nodeAfter(comment.upperBound)?.upperBound ?? comment.upperBound
    return comment.lowerBound..<max(end, comment.upperBound) + 1
  }
}

extension MarkdownBlock {
  fileprivate var range: Range<Int> {
    switch self {
    case .heading(let heading): heading.range
    case .table(let table): table.range
    case .code(let code): code.range
    case .quote(_, let range), .listItem(_, let range), .paragraph(_, let range): range
    }
  }
}

extension String {
  /// What follows a prefix, `nil` without it.
  fileprivate func dropping(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)).trimmed : nil
  }

  fileprivate var trimmed: String {
    var view = self[...]
    while view.first?.isWhitespace ?? false { view = view.dropFirst() }
    while view.last?.isWhitespace ?? false { view = view.dropLast() }
    return String(view)
  }
}
