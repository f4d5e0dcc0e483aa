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
}

/// Reads the comments of a file: `speclint: allow RULE[, RULE] -- reason`, and the forms of hadolint, BuildKit, Checkov
/// and Trivy.
struct SuppressionReader {
  let source: SourceText
  /// What a comment that ends at an offset stands above.
  let nodeAfter: (Int) -> Range<Int>?
  private(set) var suppressions: [Suppression] = []
  private(set) var faults: [(location: Location, message: String, help: String)] = []

  init(_ artifact: Artifact) {
    source = artifact.source
    nodeAfter = Self.nodes(of: artifact)
    for comment in artifact.comments { read(comment) }
  }

  init(_ document: SpecDocument) {
    source = document.source
    let blocks = document.markdown.blocks.map(\.range)
    nodeAfter = { offset in blocks.first { $0.lowerBound >= offset } }
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
    }
  }

  private mutating func read(_ comment: Range<Int>) {
    let text = words(comment)
    if let rest = text.dropping("speclint:") {
      readOwn(rest, comment)
    } else if let rest = text.dropping("hadolint global ignore=") {
      add(rest, comment, wholeFile)
    } else if let rest = text.dropping("hadolint ignore=") {
      add(rest, comment, nil)
    } else if let rest = text.dropping("check=") {
      for part in rest.split(separator: ";") {
        if let skipped = String(part).dropping("skip=") { add(skipped, comment, wholeFile) }
      }
    } else if let rest = text.dropping("checkov:skip=") {
      add(String(rest.prefix { $0 != ":" }), comment, wholeFile)
    } else if let rest = text.dropping("trivy:ignore:") {
      add(rest, comment, nil)
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
        (place, "'speclint: \(rest.prefix(40))' is no suppression", "write: speclint: allow RULE -- reason"))
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
