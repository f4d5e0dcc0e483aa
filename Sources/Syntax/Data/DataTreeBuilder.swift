import Diagnostics

/// Collects the nodes of a `DataTree` from a parser's events.
struct DataTreeBuilder {
  private(set) var nodes: [DataTreeNode] = []
  private(set) var roots: [Int] = []
  var problems: [SyntaxProblem] = []
  private var open: [OpenContainer] = []
  /// A closed root mapping that the next root mapping goes on with.
  private var continuedRoot: Int?

  private struct OpenContainer {
    let index: Int
    var lastChild = -1
    var childCount = 0
    var keys: Set<String> = []
    let isMapping: Bool
  }

  /// Whether the innermost open container is a mapping whose last key still lacks its value.
  var awaitsValue: Bool {
    guard let last = open.last else { return false }
    return last.isMapping && last.childCount % 2 == 1
  }

  @discardableResult
  mutating func append(_ content: DataTreeNode.Content, _ range: Range<Int>, tag: String? = nil) -> Int {
    nodes.append(DataTreeNode(content: content, range: range, tag: tag))
    let index = nodes.count - 1
    attach(index)
    return index
  }

  private mutating func attach(_ index: Int) {
    guard let top = open.indices.last else {
      roots.append(index)
      return
    }
    if open[top].isMapping, open[top].childCount % 2 == 0 { noteKey(index, in: top) }
    if open[top].lastChild < 0 {
      nodes[open[top].index].firstChild = index
    } else {
      nodes[open[top].lastChild].nextSibling = index
    }
    open[top].lastChild = index
    open[top].childCount += 1
  }

  private mutating func noteKey(_ index: Int, in container: Int) {
    guard case .scalar(let key, _) = nodes[index].content, key != "<<" else { return }
    if !open[container].keys.insert(key).inserted {
      problems.append(
        SyntaxProblem(
          nodes[index].range, "the key '\(key)' stands twice in this mapping",
          hint: "loaders keep the last one or refuse the file: remove one of them"))
    }
  }

  @discardableResult
  mutating func begin(_ content: DataTreeNode.Content, at range: Range<Int>, tag: String? = nil) -> Int {
    var isMapping = false
    if case .mapping = content { isMapping = true }
    if let root = continuedRoot, open.isEmpty {
      continuedRoot = nil
      if isMapping {
        open.append(reopened(root))
        return root
      }
    }
    let index = append(content, range, tag: tag)
    open.append(OpenContainer(index: index, isMapping: isMapping))
    return index
  }

  /// Closes the innermost container; a key without a value gets an empty one.
  mutating func end(at offset: Int) {
    guard open.last != nil else { return }
    if awaitsValue { append(.scalar("", .plain), offset..<offset) }
    guard let container = open.popLast() else { return }
    let start = nodes[container.index].range.lowerBound
    nodes[container.index].range = start..<max(start, offset)
  }

  /// Closes the innermost container at the end of its last child: block collections of YAML, whose end marks run past
  /// trailing comments.
  mutating func endAtLastChild() {
    guard let container = open.last else { return }
    let end =
      container.lastChild >= 0 ? nodes[container.lastChild].range.upperBound : nodes[container.index].range.upperBound
    self.end(at: end)
  }

  mutating func endAll(at offset: Int) {
    while !open.isEmpty { end(at: offset) }
  }

  /// Lets the next root mapping continue the last one, so that what follows a broken line is not lost.
  mutating func continueLastRoot() {
    guard open.isEmpty, let root = roots.last, case .mapping = nodes[root].content else { return }
    continuedRoot = root
  }

  /// The container to open for a mapping that continues an earlier root.
  private mutating func reopened(_ root: Int) -> OpenContainer {
    var container = OpenContainer(index: root, isMapping: true)
    var child = nodes[root].firstChild
    while child >= 0 {
      if container.childCount % 2 == 0, case .scalar(let key, _) = nodes[child].content { container.keys.insert(key) }
      container.lastChild = child
      container.childCount += 1
      child = nodes[child].nextSibling
    }
    return container
  }
}
