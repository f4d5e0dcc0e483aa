import ByteSearch
import Diagnostics
import Syntax

/// What ENV and the defaults of ARG say where an instruction stands, by name: asked for at every instruction of a file.
struct StageDefinitions: Sendable {
  struct Definition: Sendable {
    let pair: DockerfilePair
    /// References replaced; `nil` where nobody can know it here.
    let value: String?
  }

  private let tree: DockerfileTree
  /// Of each stage by itself, in order.
  private var stages: [[String: [Definition]]] = []

  init(_ tree: DockerfileTree) {
    self.tree = tree
    for stage in tree.stages {
      stages.append([:])
      for instruction in stage.instructions where instruction.keyword == .env || instruction.keyword == .arg {
        for pair in instruction.pairs {
          let known = pair.value.flatMap { value(of: $0, before: Int.max, in: stage) }
          stages[stage.index][pair.key, default: []].append(
            Definition(pair: pair, value: known ?? tree.globals[pair.key]))
        }
      }
    }
  }

  /// Through more stages a name is not followed.
  private static let longestLine = 32

  /// The last definition of a name above an offset, in a stage or in those that it is built on.
  func last(_ name: String, before offset: Int, in stage: DockerfileStage) -> Definition? {
    var next: Int? = stage.index
    for _ in 0..<Self.longestLine {
      guard let index = next else { return nil }
      if let all = stages[index][name] {
        let above = all.partitionIndex { $0.pair.range.lowerBound >= offset }
        if above > 0 { return all[above - 1] }
      }
      next = tree.stages[index].parent
    }
    return nil
  }

  /// A text with its references replaced, as it stands at an offset of a stage; `nil` where nobody can know it here.
  func value(of text: String, before offset: Int, in stage: DockerfileStage) -> String? {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
    return Expansion.expand(text, escape: tree.escape) { last($0, before: offset, in: stage)?.value }
  }
}
