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

  init(
    source: SourceText, nodes: [DataTreeNode], roots: [Int], problems: [SyntaxProblem], comments: [Range<Int>] = []
  ) {
    self.source = source
    self.nodes = nodes
    self.roots = roots
    self.problems = problems
    self.comments = comments
  }

  /// What a comment that ends at an offset stands above: the entry of a mapping, or the element of a sequence, that starts
  /// next.
  package func entry(after offset: Int) -> Range<Int>? {
    guard let first = nodes.indices.first(where: { nodes[$0].range.lowerBound >= offset && !nodes[$0].range.isEmpty })
    else { return nil }
    var start = first
    if case .sequence = nodes[start].content, nodes[start].firstChild >= 0 { start = nodes[start].firstChild }
    if case .mapping = nodes[start].content, !isElement(start) { start = nodes[start].firstChild }
    return entry(key: start)
  }

  /// A key's range with its value's; anything else as it is.
  private func entry(key: Int) -> Range<Int>? {
    guard key >= 0 else { return nil }
    let value = nodes[key].nextSibling
    guard value >= 0, isKey(key) else { return nodes[key].range }
    return nodes[key].range.lowerBound..<max(nodes[key].range.upperBound, nodes[value].range.upperBound)
  }

  private func parent(of child: Int) -> Int? {
    nodes.indices.prefix(child).last { nodes[$0].range.contains(nodes[child].range.lowerBound) && holds($0, child) }
  }

  private func holds(_ parent: Int, _ child: Int) -> Bool {
    var index = nodes[parent].firstChild
    while index >= 0 {
      if index == child { return true }
      index = nodes[index].nextSibling
    }
    return false
  }

  private func isElement(_ index: Int) -> Bool {
    guard let parent = parent(of: index), case .sequence = nodes[parent].content else { return false }
    return true
  }

  private func isKey(_ index: Int) -> Bool {
    guard let parent = parent(of: index), case .mapping = nodes[parent].content else { return false }
    var child = nodes[parent].firstChild
    var isKey = true
    while child >= 0, child != index {
      child = nodes[child].nextSibling
      isKey.toggle()
    }
    return isKey
  }

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
    var target = index
    var steps = 0
    while case .alias(let next) = tree.nodes[target].content, steps < 64 {
      target = next
      steps += 1
    }
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
    let own = ownEntries
    if let found = own.last(where: { $0.key.text == key }) { return found }
    guard own.contains(where: { $0.key.text == "<<" }) else { return nil }
    return entries.first { $0.key.text == key }
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

/// Flattens `<<` merges: every merged mapping is visited once, so that nested aliases cannot multiply.
private struct MergeCollector {
  var entries: [(key: DataNode, value: DataNode)] = []
  private var seenKeys: Set<String> = []
  /// Mappings that were merged.
  private var visited: Set<Int> = []
  private var isRootVisited = false

  mutating func collect(_ root: DataNode) {
    var pending = [root]
    while let mapping = pending.popLast() {
      guard isFirstVisit(of: mapping, root) else { continue }
      var merged: [DataNode] = []
      for (key, value) in mapping.ownEntries {
        if key.text == "<<", key.style == .plain {
          merged += value.isMapping ? [value] : value.elements.filter(\.isMapping)
        } else if seenKeys.insert(key.text ?? "").inserted {
          entries.append((key, value))
        } else if mapping.index == root.index, let position = entries.firstIndex(where: { $0.key.text == key.text }) {
          entries[position] = (key, value)
        }
      }
      pending += merged.reversed()
    }
  }

  private mutating func isFirstVisit(of mapping: DataNode, _ root: DataNode) -> Bool {
    guard mapping.index == root.index else { return visited.insert(mapping.index).inserted }
    defer { isRootVisited = true }
    return !isRootVisited
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
