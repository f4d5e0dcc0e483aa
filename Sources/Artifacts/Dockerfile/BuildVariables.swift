import ByteSearch
import Diagnostics
import Syntax
import Vocabulary

/// Which variables a Dockerfile's references may use: ARG and ENV by stage, as BuildKit scopes them (Dockerfile reference,
/// "Scope" of ARG; docs.docker.com/build/building/variables).
package struct BuildVariables: Sendable {
  /// A reference to a name that nothing defines before it.
  package struct Undefined: Sendable {
    package let name: String
    package let range: Range<Int>
    /// What was probably meant.
    package let nearest: String?
    /// Whether an ARG before the first FROM has the name, which reaches no stage that does not repeat it.
    package let isGlobal: Bool
    /// The heredoc whose text it stands in.
    package var heredoc: DockerfileHeredoc?
  }

  /// In the words of FROM.
  package private(set) var inFrom: [Undefined] = []
  /// In stages.
  package private(set) var inStages: [Undefined] = []

  /// Among more names, and for more references, nothing is guessed.
  private static let nearestLimit = 200
  /// Of a stage that is built on more than these it is not asked what they all define.
  private static let parentLimit = 64

  /// The names that BuildKit gives to FROM, and to a stage that declares them by ARG.
  package static let platformArguments: Set<String> = [
    "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH",
    "TARGETVARIANT", "TARGETOSVERSION", "TARGETSTAGE",
  ]

  private let tree: DockerfileTree
  private let escape: UInt8
  private let globals: Set<String>
  /// Those of the stages read so far.
  private var scopes: [Scope] = []

  package init(_ tree: DockerfileTree) {
    self.tree = tree
    escape = tree.escape
    globals = Set(tree.globals.names)
    guard tree.source.bytes.contains(UInt8(ascii: "$")) else { return }
    let known = globals.union(Self.platformArguments)
    for stage in tree.stages {
      readFrom(stage, known)
      var scope = Scope(of: stage, scopes)
      for instruction in stage.instructions { read(instruction, &scope) }
      scopes.append(scope)
    }
  }

  private struct Scope {
    /// What the stage itself defines, and the image that it is built on.
    var names: Set<String>
    /// The stages that it may be built on.
    let parents: [Int]
    /// Whether the base image may define what nobody can see here.
    let isOpen: Bool

    init(of stage: DockerfileStage, _ scopes: [Scope]) {
      parents = stage.parents
      guard parents.isEmpty else {
        names = []
        isOpen = parents.contains { scopes[$0].isOpen }
        return
      }
      names = ["PATH"]
      guard let image = stage.baseName.flatMap({ ImageReference($0) }), let known = BaseImageVariables.of(image) else {
        isOpen = true
        return
      }
      names.formUnion(known)
      isOpen = false
    }
  }

  /// A scope and those of the stages it is built on, the nearest first; `nil` of too many.
  private func line(of scope: Scope) -> [Scope]? {
    var result = [scope]
    var seen: Set<Int> = []
    var index = 0
    while index < result.count {
      for parent in result[index].parents where seen.insert(parent).inserted { result.append(scopes[parent]) }
      index += 1
      if result.count > Self.parentLimit { return nil }
    }
    return result
  }

  /// Whether a stage, or one that it may be built on, defines a name, as far as anybody can tell.
  private func defines(_ scope: Scope, _ name: String) -> Bool {
    scope.names.contains(name) || (line(of: scope)?.contains { $0.names.contains(name) } ?? true)
  }

  /// The defined name that was probably meant.
  private func nearest(to name: String, in scope: Scope) -> String? {
    guard inStages.count < Self.nearestLimit, globals.count < Self.nearestLimit, let line = line(of: scope),
      line.reduce(0, { $0 + $1.names.count }) < Self.nearestLimit
    else { return nil }
    return line.reduce(into: globals) { $0.formUnion($1.names) }.sorted().nearest(to: name)
  }

  private mutating func readFrom(_ stage: DockerfileStage, _ known: Set<String>) {
    for reference in Self.references(in: stage.from, escape: escape) where !known.contains(reference.name) {
      guard reference.variable.isNeeded else { continue }
      let isGuessed = known.count < Self.nearestLimit && inFrom.count < Self.nearestLimit
      inFrom.append(
        Undefined(
          name: reference.name, range: reference.range,
          nearest: isGuessed ? known.sorted().nearest(to: reference.name) : nil, isGlobal: false))
    }
  }

  private mutating func read(_ instruction: DockerfileInstruction, _ scope: inout Scope) {
    switch instruction.keyword {
    case .add, .copy, .env, .expose, .label, .stopsignal, .user, .volume, .workdir, .arg:
      let references = Self.references(in: instruction, escape: escape)
      let ends = instruction.keyword == .arg && !references.isEmpty ? Self.ends(of: instruction.pairs) : [:]
      for reference in references { check(reference, ends, scope) }
      for heredoc in instruction.heredocs where !heredoc.isQuoted { check(heredoc, scope) }
    default: break
    }
    if instruction.keyword == .env || instruction.keyword == .arg {
      scope.names.formUnion(instruction.pairs.map(\.key))
    }
  }

  /// Where the first of each name ends: within one ARG instruction earlier names count.
  private static func ends(of pairs: [DockerfilePair]) -> [String: Int] {
    Dictionary(pairs.map { ($0.key, $0.range.upperBound) }, uniquingKeysWith: min)
  }

  /// - Parameter ends: where the names that count within the instruction are defined.
  private mutating func check(_ reference: Reference, _ ends: [String: Int], _ scope: Scope) {
    let range = reference.range
    guard reference.variable.isNeeded, !defines(scope, reference.name),
      ends[reference.name].map({ $0 > range.lowerBound }) ?? true
    else { return }
    let near = nearest(to: reference.name, in: scope)
    let isGlobal = globals.contains(reference.name)
    guard !scope.isOpen || near != nil || isGlobal else { return }
    inStages.append(Undefined(name: reference.name, range: range, nearest: near, isGlobal: isGlobal))
  }

  /// The text of a COPY's heredoc: BuildKit expands it, and a server's own variables come to nothing.
  private mutating func check(_ heredoc: DockerfileHeredoc, _ scope: Scope) {
    for variable in VariableReference.find(in: tree.source.bytes, heredoc.content, escape: escape) {
      guard variable.isNeeded, !defines(scope, variable.name) else { continue }
      // What a base image defines is in capitals.
      guard !scope.isOpen || variable.name.utf8.contains(where: \.isLowercase) else { continue }
      inStages.append(
        Undefined(
          name: variable.name, range: variable.range, nearest: nil, isGlobal: globals.contains(variable.name),
          heredoc: heredoc))
    }
  }

  /// A reference and where it stands in the file.
  package struct Reference: Sendable {
    package let variable: VariableReference
    package let range: Range<Int>
    package var name: String { variable.name }
  }

  /// The references of an instruction's arguments and flags, outside of single quotes, those inside of others too.
  package static func references(in instruction: DockerfileInstruction, escape: UInt8) -> [Reference] {
    let bytes = instruction.logical.bytes
    guard bytes.contains(UInt8(ascii: "$")) else { return [] }
    var result: [Reference] = []
    for part in unquoted(bytes, escape) {
      for reference in VariableReference.find(in: bytes, part, escape: escape) {
        let range = instruction.logical.fileRange(reference.range)
        result.append(Reference(variable: reference, range: range))
        for inner in VariableReference.find(in: Array(reference.word.utf8), escape: escape) {
          result.append(Reference(variable: inner, range: range))
        }
      }
    }
    return result
  }

  /// The parts of a text outside of single quotes.
  private static func unquoted(_ bytes: [UInt8], _ escape: UInt8) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    var index = 0
    var isDouble = false
    while index < bytes.count {
      if bytes[index] == escape {
        index += 1
      } else if bytes[index] == UInt8(ascii: "\"") {
        isDouble.toggle()
      } else if bytes[index] == UInt8(ascii: "'"), !isDouble {
        parts.append(start..<index)
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "'") { index += 1 }
        start = min(index + 1, bytes.count)
      }
      index += 1
    }
    if start < bytes.count { parts.append(start..<bytes.count) }
    return parts
  }
}

extension VariableReference {
  /// Whether it comes to nothing without the variable: the others say what they stand for then.
  fileprivate var isNeeded: Bool { !operation.contains("-") && !operation.contains("+") }
}

/// The variables that well-known base images define.
private enum BaseImageVariables {
  private static let table = FieldTable(PackageResources.base_image_variables_txt)

  /// `nil` for an image that nobody knows here.
  static func of(_ image: ImageReference) -> [String]? {
    table[image.repository]?.fields.map(String.init)
  }
}
