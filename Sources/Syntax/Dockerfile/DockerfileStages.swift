import Diagnostics

/// Groups instructions into stages.
enum DockerfileStages {
  static func split(_ instructions: [DockerfileInstruction], _ globals: GlobalArguments) -> [DockerfileStage] {
    var stages: [DockerfileStage] = []
    let starts = instructions.indices.filter { instructions[$0].keyword == .from }
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] : instructions.count
      stages.append(stage(index, instructions[start], Array(instructions[start + 1..<end]), stages, globals))
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
        isImplicit: true)
    ]
  }

  private static func stage(
    _ index: Int, _ from: DockerfileInstruction, _ body: [DockerfileInstruction], _ earlier: [DockerfileStage],
    _ globals: GlobalArguments
  ) -> DockerfileStage {
    let base = from.words.first
    let hasName = from.words.count >= 3 && from.words[1].text.lowercased() == "as"
    let baseName = base.flatMap { globals.expand($0.text) }
    return DockerfileStage(
      index: index, from: from, instructions: body, base: base, baseName: baseName,
      name: hasName ? from.words[2] : nil, parents: parents(base, baseName, earlier, globals), isImplicit: false)
  }

  private static func parents(
    _ base: DockerfileWord?, _ baseName: String?, _ earlier: [DockerfileStage], _ globals: GlobalArguments
  ) -> [Int] {
    guard let base, !earlier.isEmpty else { return [] }
    if let baseName {
      let name = baseName.lowercased()
      return earlier.last { $0.name?.text.lowercased() == name }.map { [$0.index] } ?? []
    }
    return earlier.filter { stage in stage.name.map { globals.mayBe($0.text, base.text) } ?? false }.map(\.index)
  }
}

/// What a builder refuses of the names of images and stages.
enum StageReferences {
  static func problems(in stages: [DockerfileStage]) -> [SyntaxProblem] {
    stages.flatMap { stage in
      [base(stage), name(stage)].compactMap { $0 } + stage.instructions.compactMap { source($0, stage, stages) }
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
  private static func source(
    _ instruction: DockerfileInstruction, _ stage: DockerfileStage, _ stages: [DockerfileStage]
  ) -> SyntaxProblem? {
    guard instruction.keyword == .copy, let flag = instruction.flag("from"), let source = flag.value, !source.isEmpty
    else { return nil }
    if source.contains("$") {
      return SyntaxProblem(
        flag.valueRange, "--from takes no variable, found '\(source.prefix(60))'",
        hint: "name the image by a stage of its own: FROM \(source.prefix(60)) AS NAME")
    }
    guard Int(source) == nil, !stages.contains(where: { $0.name?.text.lowercased() == source.lowercased() }),
      let fault = ImageName.fault(source)
    else { return nil }
    return SyntaxProblem(flag.valueRange, "'\(source.prefix(80))' is not a stage, nor can it be an image: \(fault)")
  }
}
