import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics
import Syntax

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

  init(_ document: SpecDocument) {
    source = document.source
    let blocks = document.markdown.blocks.map(\.range)
    nodeAfter = { offset in blocks.first { $0.lowerBound >= offset } }
    directives = []
    stageAfter = { _ in nil }
    for comment in document.markdown.comments { read(comment) }
  }

  private static func nodes(of artifact: Artifact) -> (Int) -> Range<Int>? {
    switch artifact.content {
    case .dockerfile(let tree):
      return { offset in
        tree.instructions.first { $0.range.contains(offset) }?.range
          ?? tree.instructions.first { $0.range.lowerBound >= offset }?.range
      }
    case .dotenv(let tree): return { offset in tree.entries.first { $0.range.lowerBound >= offset }?.range }
    case .compose(let tree), .ecs(let tree), .kubernetes(let tree): return { tree.entry(after: $0) }
    case .workflow(let tree):
      let scripts = artifact.workflow?.scripts ?? []
      return { offset in
        guard let script = scripts.first(where: { $0.location.range.contains(offset) }) else {
          return tree.entry(after: offset)
        }
        return commands(after: offset, in: script)
      }
    }
  }

  /// All that begin on the next line that has any.
  private static func commands(after offset: Int, in script: Workflow.Script) -> Range<Int>? {
    let lines = script.location.source.lines
    let following = script.tree.commands.filter { $0.range.lowerBound >= offset }
    guard let first = following.first?.range else { return nil }
    let line = lines.line(at: first.lowerBound)
    let end = following.prefix { lines.line(at: $0.range.lowerBound) == line }.map(\.range.upperBound).max()
    return first.lowerBound..<(end ?? first.upperBound)
  }

  /// The stage that a comment stands in, or the one that begins right below it.
  private static func stage(at offset: Int, _ tree: DockerfileTree) -> Range<Int>? {
    let next = tree.instructions.first { $0.range.lowerBound >= offset }
    let starts = tree.stages.map(\.from.range.lowerBound)
    let start =
      next.flatMap { $0.keyword == .from ? $0.range.lowerBound : nil } ?? starts.last { $0 < offset } ?? starts.first
      ?? offset
    let end = starts.first { $0 > start } ?? tree.source.bytes.count + 1
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
      faults.append(
        (place, "'speclint: \(rest.prefix(40))' is not a suppression", "write: speclint: allow RULE -- reason"))
      return
    }
    let parts =
      body.firstRange(of: "--").map { (String(body[..<$0.lowerBound]).trimmed, String(body[$0.upperBound...]).trimmed) }
      ?? (body.trimmed, "")
    let names = parts.0.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
    guard !names.isEmpty, !parts.1.isEmpty else {
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
