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

  /// The names that BuildKit gives to FROM, and to a stage that declares them by ARG.
  package static let platformArguments: Set<String> = [
    "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH",
    "TARGETVARIANT", "TARGETOSVERSION", "TARGETSTAGE",
  ]

  private let tree: DockerfileTree
  private let escape: UInt8
  private let globals: [String]

  package init(_ tree: DockerfileTree) {
    self.tree = tree
    escape = tree.escape
    globals = tree.globals.names
    guard tree.source.bytes.contains(UInt8(ascii: "$")) else { return }
    var scopes: [Scope] = []
    for stage in tree.stages {
      readFrom(stage)
      var scope = stage.parents.isEmpty ? Scope(base: stage, tree) : Scope(stage.parents.map { scopes[$0] })
      for instruction in stage.instructions { read(instruction, &scope) }
      scopes.append(scope)
    }
  }

  private struct Scope {
    var names: Set<String>
    /// Whether the base image may define what nobody can see here.
    let isOpen: Bool

    /// What any of the stages that one may be built on defines.
    init(_ parents: [Scope]) {
      names = parents.reduce(into: []) { $0.formUnion($1.names) }
      isOpen = parents.contains(where: \.isOpen)
    }

    init(base stage: DockerfileStage, _ tree: DockerfileTree) {
      names = ["PATH"]
      guard let image = stage.baseName.flatMap({ ImageReference($0) }), let known = BaseImageVariables.of(image) else {
        isOpen = true
        return
      }
      names.formUnion(known)
      isOpen = false
    }
  }

  private mutating func readFrom(_ stage: DockerfileStage) {
    let references = Self.references(in: stage.from, escape: escape).filter(\.variable.isNeeded)
    guard !references.isEmpty else { return }
    let known = Set(globals).union(Self.platformArguments)
    for reference in references where !known.contains(reference.name) {
      inFrom.append(
        Undefined(
          name: reference.name, range: reference.range, nearest: known.sorted().nearest(to: reference.name),
          isGlobal: false))
    }
  }

  private mutating func read(_ instruction: DockerfileInstruction, _ scope: inout Scope) {
    switch instruction.keyword {
    case .add, .copy, .env, .expose, .label, .stopsignal, .user, .volume, .workdir, .arg:
      for reference in Self.references(in: instruction, escape: escape) { check(reference, instruction, scope) }
      for heredoc in instruction.heredocs where !heredoc.isQuoted { check(heredoc, scope) }
    default: break
    }
    if instruction.keyword == .env || instruction.keyword == .arg {
      scope.names.formUnion(instruction.pairs.map(\.key))
    }
  }

  private mutating func check(_ reference: Reference, _ instruction: DockerfileInstruction, _ scope: Scope) {
    let range = reference.range
    guard reference.variable.isNeeded, !scope.names.contains(reference.name) else { return }
    // Within one ARG instruction earlier names count.
    if instruction.keyword == .arg,
      instruction.pairs.contains(where: { $0.key == reference.name && $0.range.upperBound <= range.lowerBound })
    {
      return
    }
    let near =
      scope.names.count < Self.nearestLimit && inStages.count < Self.nearestLimit
      ? (scope.names.union(globals)).sorted().nearest(to: reference.name) : nil
    let isGlobal = globals.contains(reference.name)
    guard !scope.isOpen || near != nil || isGlobal else { return }
    inStages.append(Undefined(name: reference.name, range: range, nearest: near, isGlobal: isGlobal))
  }

  /// The text of a COPY's heredoc: BuildKit expands it, and a server's own variables come to nothing.
  private mutating func check(_ heredoc: DockerfileHeredoc, _ scope: Scope) {
    for variable in VariableReference.find(in: tree.source.bytes, heredoc.content, escape: escape) {
      guard variable.isNeeded, !scope.names.contains(variable.name) else { continue }
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
