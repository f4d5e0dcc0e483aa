import Diagnostics

/// Groups instructions into stages.
enum DockerfileStages {
  static func split(_ instructions: [DockerfileInstruction], _ globals: GlobalArguments) -> [DockerfileStage] {
    var stages: [DockerfileStage] = []
    var names = StageNames()
    let starts = instructions.indices.filter { instructions[$0].keyword == .from }
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] : instructions.count
      let stage = stage(index, instructions[start], Array(instructions[start + 1..<end]), stages, names, globals)
      stages.append(stage)
      names.add(stage)
    }
    return stages.isEmpty ? implicitStage(instructions) : stages
  }

  /// A file without FROM is read as one stage, so that one fault costs no other finding.
  private static func implicitStage(_ instructions: [DockerfileInstruction]) -> [DockerfileStage] {
    guard let first = instructions.first(where: { $0.keyword != nil && $0.keyword != .arg }) else { return [] }
    let offset = first.range.lowerBound
    let from = DockerfileInstruction(
      keyword: .from, keywordText: "FROM", keywordRange: offset..<offset, range: offset..<offset, flags: [], exec: nil,
      words: [], pairs: [], isLegacyPair: false, heredocs: [],
      arguments: DockerfileWord(text: "", range: offset..<offset),
      logical: LogicalText(), trigger: [])
    return [
      DockerfileStage(
        index: 0, from: from, instructions: instructions, base: nil, baseName: nil, name: nil, parents: [],
        outermost: 0, isImplicit: true)
    ]
  }

  private static func stage(
    _ index: Int, _ from: DockerfileInstruction, _ body: [DockerfileInstruction], _ earlier: [DockerfileStage],
    _ names: StageNames, _ globals: GlobalArguments
  ) -> DockerfileStage {
    let base = from.words.first
    let hasName = from.words.count >= 3 && from.words[1].text.lowercased() == "as"
    let baseName = base.flatMap { globals.expand($0.text) }
    let parents = parents(base, baseName, names, globals)
    return DockerfileStage(
      index: index, from: from, instructions: body, base: base, baseName: baseName,
      name: hasName ? from.words[2] : nil, parents: parents,
      outermost: parents.first.map { earlier[$0].outermost } ?? index,
      isImplicit: false)
  }

  private static func parents(
    _ base: DockerfileWord?, _ baseName: String?, _ earlier: StageNames, _ globals: GlobalArguments
  ) -> [Int] {
    guard let base else { return [] }
    if let baseName { return earlier.last(baseName).map { [$0] } ?? [] }
    guard earlier.all.count <= guessedNames else { return [] }
    return earlier.all.filter { globals.mayBe($0.text, base.text) }.map(\.index)
  }

  /// Among more names of stages nobody asks which of them a variable may stand for: it is an image that is not known.
  private static let guessedNames = 64
}

/// The names of stages, which have no letter case.
package struct StageNames: Sendable {
  fileprivate private(set) var all: [(text: String, index: Int)] = []
  private var indexes: [String: (first: Int, last: Int)] = [:]

  init(_ stages: [DockerfileStage] = []) {
    for stage in stages { add(stage) }
  }

  mutating func add(_ stage: DockerfileStage) {
    guard let name = stage.name?.text else { return }
    all.append((name, stage.index))
    indexes[name.lowercased(), default: (stage.index, stage.index)].last = stage.index
  }

  /// The stage that has a name, the last one where there are several.
  package func last(_ name: String) -> Int? { indexes[name.lowercased()]?.last }

  /// The stage that has a name, the first one where there are several.
  package func first(_ name: String) -> Int? { indexes[name.lowercased()]?.first }

  /// Whether a stage before another one has a name.
  package func contains(_ name: String, before index: Int) -> Bool {
    indexes[name.lowercased()].map { $0.first < index } ?? false
  }
}

/// What a builder refuses of the names of images and stages.
enum StageReferences {
  static func problems(in stages: [DockerfileStage], _ names: StageNames) -> [SyntaxProblem] {
    stages.flatMap { stage in
      [base(stage), name(stage)].compactMap { $0 } + stage.instructions.compactMap { source($0, names) }
    }
  }

  private static func base(_ stage: DockerfileStage) -> SyntaxProblem? {
    guard let base = stage.base, !base.text.contains("$"), stage.parents.isEmpty, let name = stage.baseName,
      name != "scratch", let fault = ImageName.fault(name)
    else { return nil }
    return SyntaxProblem(base.range, "'\(name.prefix(80))' cannot be the name of an image: \(fault)")
  }

  /// `^[a-z][a-z0-9-_.]*$`, whatever the case.
  private static func name(_ stage: DockerfileStage) -> SyntaxProblem? {
    guard let name = stage.name else { return nil }
    let bytes = name.text.utf8
    let isName =
      (bytes.first?.isLetter ?? false)
      && bytes.allSatisfy { $0.isWord || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    guard !isName else { return nil }
    return SyntaxProblem(
      name.range, "'\(name.text.prefix(60))' cannot be the name of a stage",
      hint: "begin with a letter, and use letters, digits, '-', '_' and '.' only")
  }

  /// `COPY --from`: a variable, a stage that is not there yet, a name that no image can have.
  private static func source(_ instruction: DockerfileInstruction, _ names: StageNames) -> SyntaxProblem? {
    guard instruction.keyword == .copy, let flag = instruction.flag("from"), let source = flag.value, !source.isEmpty
    else { return nil }
    if source.contains("$") {
      return SyntaxProblem(
        flag.valueRange, "--from takes no variable, found '\(source.prefix(60))'",
        hint: "name the image by a stage of its own: FROM \(source.prefix(60)) AS NAME")
    }
    guard Int(source) == nil, names.last(source) == nil, let fault = ImageName.fault(source)
    else { return nil }
    return SyntaxProblem(flag.valueRange, "'\(source.prefix(80))' is not a stage, nor can it be an image: \(fault)")
  }
}
