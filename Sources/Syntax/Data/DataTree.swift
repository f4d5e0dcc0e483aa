import ByteSearch
import Diagnostics

/// The located tree of a YAML or JSON text.
///
/// Nodes live in one array and refer to each other by index, so that neither reading nor releasing a deeply nested text
/// recurses.
package final class DataTree: Sendable {
  package let source: SourceText
  let nodes: [DataTreeNode]
  let roots: [Int]
  package let problems: [SyntaxProblem]
  /// The ranges of comments, `#` included; empty for JSON.
  package let comments: [Range<Int>]
  /// Of mappings with many entries the keys by their text.
  private let keys: [Int: [String: Int]]
  /// What each node is to the one that it stands in.
  private let roles: [Role]

  init(
    source: SourceText, nodes: [DataTreeNode], roots: [Int], problems: [SyntaxProblem], comments: [Range<Int>] = []
  ) {
    self.source = source
    self.nodes = nodes
    self.roots = roots
    self.problems = problems
    self.comments = comments
    keys = Self.keys(of: nodes)
    roles = Self.roles(of: nodes)
  }

  /// Fewer entries are looked through as fast.
  private static let indexedEntries = 24

  private static func keys(of nodes: [DataTreeNode]) -> [Int: [String: Int]] {
    var result: [Int: [String: Int]] = [:]
    for index in nodes.indices {
      guard case .mapping = nodes[index].content else { continue }
      var child = nodes[index].firstChild
      var count = 0
      while child >= 0, count <= 2 * indexedEntries {
        child = nodes[child].nextSibling
        count += 1
      }
      guard child >= 0 else { continue }
      var texts: [String: Int] = [:]
      child = nodes[index].firstChild
      while child >= 0, nodes[child].nextSibling >= 0 {
        if let text = text(of: child, nodes) { texts[text] = child }
        child = nodes[nodes[child].nextSibling].nextSibling
      }
      result[index] = texts
    }
    return result
  }

  /// The text of a scalar; an alias stands for what it names.
  private static func text(of index: Int, _ nodes: [DataTreeNode]) -> String? {
    if case .scalar(let text, _) = nodes[target(of: index, nodes)].content { text } else { nil }
  }

  /// What an alias stands for, anything else itself.
  fileprivate static func target(of index: Int, _ nodes: [DataTreeNode]) -> Int {
    var target = index
    var steps = 0
    while case .alias(let next) = nodes[target].content, steps < 64 {
      target = next
      steps += 1
    }
    return target
  }

  /// The key of a mapping that has a text, the last one where it stands twice.
  fileprivate func key(_ text: String, in mapping: Int) -> Int? {
    if let texts = keys[mapping] { return texts[text] }
    var found: Int?
    var child = nodes[mapping].firstChild
    while child >= 0, nodes[child].nextSibling >= 0 {
      if Self.text(of: child, nodes) == text { found = child }
      child = nodes[nodes[child].nextSibling].nextSibling
    }
    return found
  }

  /// What a comment that ends at an offset stands above: the entry of a mapping, or the element of a sequence, that starts
  /// next.
  package func entry(after offset: Int) -> Range<Int>? {
    let next = nodes.partitionIndex { $0.range.lowerBound >= offset }
    guard let first = nodes[next...].firstIndex(where: { !$0.range.isEmpty }) else { return nil }
    var start = first
    if case .sequence = nodes[start].content, nodes[start].firstChild >= 0 { start = nodes[start].firstChild }
    if case .mapping = nodes[start].content, roles[start] != .element { start = nodes[start].firstChild }
    guard start >= 0 else { return nil }
    // A key's range with its value's; anything else as it is.
    let value = nodes[start].nextSibling
    guard value >= 0, roles[start] == .key else { return nodes[start].range }
    return nodes[start].range.lowerBound..<max(nodes[start].range.upperBound, nodes[value].range.upperBound)
  }

  private enum Role: UInt8 { case root, key, value, element }

  private static func roles(of nodes: [DataTreeNode]) -> [Role] {
    var result = [Role](repeating: .root, count: nodes.count)
    for node in nodes {
      var isMapping = false
      if case .mapping = node.content { isMapping = true }
      var child = node.firstChild
      var isKey = true
      while child >= 0 {
        result[child] = !isMapping ? .element : isKey ? .key : .value
        isKey.toggle()
        child = nodes[child].nextSibling
      }
    }
    return result
  }

  package var nodeCount: Int { nodes.count }

  /// The root of each document: one for JSON, any number for YAML.
  package var documents: [DataNode] { roots.map { DataNode(tree: self, index: $0) } }
}

struct DataTreeNode: Sendable {
  enum Content: Sendable {
    /// The children alternate between keys and values.
    case mapping
    case sequence
    case scalar(String, ScalarStyle)
    case alias(Int)
  }

  var content: Content
  var range: Range<Int>
  var tag: String?
  var firstChild = -1
  var nextSibling = -1
}

package enum ScalarStyle: Sendable {
  case plain, singleQuoted, doubleQuoted, literal, folded
}

/// One node of a `DataTree`; aliases are followed.
package struct DataNode: Sendable {
  package let tree: DataTree
  let index: Int
  /// The place of an alias through which this node was reached.
  private let reachedAt: Range<Int>?

  init(tree: DataTree, index: Int) {
    self.tree = tree
    let target = DataTree.target(of: index, tree.nodes)
    self.index = target
    self.reachedAt = target == index ? nil : tree.nodes[index].range
  }

  private var node: DataTreeNode { tree.nodes[index] }

  package var range: Range<Int> { reachedAt ?? node.range }
  package var location: Location { Location(tree.source, range) }
  package var tag: String? { node.tag }

  package var isMapping: Bool {
    if case .mapping = node.content { true } else { false }
  }

  package var isSequence: Bool {
    if case .sequence = node.content { true } else { false }
  }

  /// The value of a scalar as its language reads it: quotes, escapes and folding undone.
  package var text: String? {
    if case .scalar(let text, _) = node.content { text } else { nil }
  }

  package var style: ScalarStyle? {
    if case .scalar(_, let style) = node.content { style } else { nil }
  }

  /// A plain `null`, `~` or nothing (YAML 1.2 core schema, JSON).
  package var isNull: Bool {
    guard case .scalar(let text, .plain) = node.content else { return false }
    return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
  }

  /// A plain scalar that is not null or a quoted one: what a program reads as a value.
  package var value: String? { isNull ? nil : text }

  /// A plain `true` or `false`.
  package var bool: Bool? {
    switch text?.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  package var integer: Int? { value.flatMap { Int($0) } }

  /// The elements of a sequence; none for anything else.
  package var elements: [DataNode] { isSequence ? children : [] }

  /// The entries of a mapping in the order written, those of `<<` merges (YAML 1.1) after its own.
  package var entries: [(key: DataNode, value: DataNode)] {
    guard isMapping else { return [] }
    var collector = MergeCollector()
    collector.collect(self)
    return collector.entries
  }

  /// The entries written in the mapping itself, merges left as they stand.
  package var ownEntries: [(key: DataNode, value: DataNode)] {
    guard isMapping else { return [] }
    var result: [(key: DataNode, value: DataNode)] = []
    var child = node.firstChild
    while child >= 0 {
      let value = tree.nodes[child].nextSibling
      guard value >= 0 else { break }
      result.append((DataNode(tree: tree, index: child), DataNode(tree: tree, index: value)))
      child = tree.nodes[value].nextSibling
    }
    return result
  }

  /// The value of a key; the last one where a key stands twice, as loaders read it.
  package subscript(key: String) -> DataNode? {
    entry(key)?.value
  }

  package func entry(_ key: String) -> (key: DataNode, value: DataNode)? {
    guard isMapping else { return nil }
    if let found = ownEntry(key) { return found }
    guard ownEntry("<<") != nil else { return nil }
    var search = MergeSearch(self)
    while let mapping = search.next() {
      if let found = mapping.ownEntry(key) { return found }
    }
    return nil
  }

  private func ownEntry(_ key: String) -> (key: DataNode, value: DataNode)? {
    guard let child = tree.key(key, in: index) else { return nil }
    return (DataNode(tree: tree, index: child), DataNode(tree: tree, index: tree.nodes[child].nextSibling))
  }

  /// The mappings that `<<` names in a mapping.
  fileprivate var merged: [DataNode] {
    guard ownEntry("<<") != nil else { return [] }
    return ownEntries.filter { $0.key.text == "<<" && $0.key.style == .plain }.map(\.value).flatMap { value in
      value.isMapping ? [value] : value.elements.filter(\.isMapping)
    }
  }

  /// Follows keys downwards.
  package func at(_ path: String...) -> DataNode? {
    var node: DataNode? = self
    for key in path { node = node?[key] }
    return node
  }

  private var children: [DataNode] {
    var result: [DataNode] = []
    var child = node.firstChild
    while child >= 0 {
      result.append(DataNode(tree: tree, index: child))
      child = tree.nodes[child].nextSibling
    }
    return result
  }

  /// Where a part of a scalar's value stands in the file: `nil` if escapes or folding moved it out of step.
  ///
  /// - Parameter part: UTF-8 offsets into `text`.
  package func location(ofPart part: Range<Int>) -> Location? {
    guard let text, let style else { return nil }
    let bytes = tree.source.bytes
    let range = node.range
    switch style {
    case .plain, .singleQuoted, .doubleQuoted:
      let quote = style == .plain ? 0 : 1
      let length = text.utf8.count
      guard range.count == length + 2 * quote, part.upperBound <= length,
        bytes[range.lowerBound + quote..<range.upperBound - quote].elementsEqual(text.utf8)
      else { return nil }
      let start = range.lowerBound + quote
      return Location(tree.source, start + part.lowerBound..<start + part.upperBound)
    case .literal:
      return BlockScalarMap(bytes: bytes, range: range, value: Array(text.utf8)).range(of: part)
        .map { Location(tree.source, $0) }
    case .folded:
      return nil
    }
  }
}

/// A mapping and those merged into it by `<<`, the nearest first. Each is visited once, so that nested aliases cannot
/// multiply, and of a line that is longer than anybody writes the nearest are.
private struct MergeSearch {
  private static let limit = 64
  private var pending: [DataNode]
  private let root: Int
  private var isRootVisited = false
  /// Of the others: most mappings merge none, and need no set.
  private var visited: Set<Int> = []

  init(_ root: DataNode) {
    pending = [root]
    self.root = root.index
  }

  mutating func next() -> DataNode? {
    while let mapping = pending.popLast() {
      guard visited.count < Self.limit, isFirstVisit(of: mapping) else { continue }
      pending += mapping.merged.prefix(Self.limit).reversed()
      return mapping
    }
    return nil
  }

  private mutating func isFirstVisit(of mapping: DataNode) -> Bool {
    guard mapping.index == root else { return visited.insert(mapping.index).inserted }
    defer { isRootVisited = true }
    return !isRootVisited
  }
}

/// Flattens `<<` merges.
private struct MergeCollector {
  var entries: [(key: DataNode, value: DataNode)] = []
  private var positions: [String: Int] = [:]

  mutating func collect(_ root: DataNode) {
    var search = MergeSearch(root)
    while let mapping = search.next() {
      for (key, value) in mapping.ownEntries where key.text != "<<" || key.style != .plain {
        let text = key.text ?? ""
        if let position = positions[text] {
          if mapping.index == root.index { entries[position] = (key, value) }
        } else {
          positions[text] = entries.count
          entries.append((key, value))
        }
      }
    }
  }
}

/// Maps offsets in a literal block scalar's value to the file: each line lost its indentation.
private struct BlockScalarMap {
  /// For each line of the value: its offset there and in the file.
  private var lines: [(value: Int, file: Int, length: Int)] = []

  init(bytes: [UInt8], range: Range<Int>, value: [UInt8]) {
    guard var file = bytes.firstOffset(of: 0x0A, in: range).map({ $0 + 1 }) else { return }
    var start = 0
    while start < value.count, file < bytes.count {
      let end = value.firstOffset(of: 0x0A, in: start..<value.count) ?? value.count
      let fileEnd = bytes.firstOffset(of: 0x0A, in: file..<bytes.count) ?? bytes.count
      let contentEnd = fileEnd > file && bytes[fileEnd - 1] == 0x0D ? fileEnd - 1 : fileEnd
      let length = end - start
      guard contentEnd - length >= file || length == 0 else { return }
      lines.append((start, length == 0 ? file : contentEnd - length, length))
      start = end + 1
      file = fileEnd + 1
    }
  }

  func range(of part: Range<Int>) -> Range<Int>? {
    guard let first = lines.last(where: { $0.value <= part.lowerBound }),
      let last = lines.last(where: { $0.value <= part.upperBound }),
      part.upperBound <= last.value + last.length
    else { return nil }
    let start = first.file + part.lowerBound - first.value
    let end = last.file + part.upperBound - last.value
    return start <= end ? start..<end : nil
  }
}
