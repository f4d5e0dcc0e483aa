import Diagnostics

/// A Dockerfile as BuildKit reads it: instructions in order, with the range of every part.
///
/// A class, because artifacts, subjects and rules hand it on.
package final class DockerfileTree: Sendable {
  package let source: SourceText
  package let directives: [DockerfileDirective]
  package let instructions: [DockerfileInstruction]
  package let stages: [DockerfileStage]
  package let stageNames: StageNames
  /// The ranges of comment lines, `#` included, those between continued lines too.
  package let comments: [Range<Int>]
  package let problems: [SyntaxProblem]
  /// The empty lines inside of continued instructions.
  package let emptyContinuations: [Range<Int>]
  /// The byte that continues a line and takes the meaning from the next: `\`, or what `# escape=` says.
  package let escape: UInt8

  init(
    source: SourceText, directives: [DockerfileDirective], instructions: [DockerfileInstruction],
    stages: [DockerfileStage], stageNames: StageNames, comments: [Range<Int>], problems: [SyntaxProblem],
    emptyContinuations: [Range<Int>],
    escape: UInt8, globals: GlobalArguments
  ) {
    self.source = source
    self.directives = directives
    self.instructions = instructions
    self.stages = stages
    self.stageNames = stageNames
    self.comments = comments
    self.problems = problems
    self.emptyContinuations = emptyContinuations
    self.escape = escape
    self.globals = globals
  }

  /// The stage that becomes the image.
  package var finalStage: DockerfileStage? { stages.last }

  /// The `ARG`s before the first `FROM`.
  package let globals: GlobalArguments

  /// The stages that a stage may be built from, directly or through others, and itself.
  package func ancestors(of stage: DockerfileStage) -> Set<Int> {
    var found: Set<Int> = [stage.index]
    var open = stage.parents
    while let next = open.popLast() {
      if found.insert(next).inserted { open += stages[next].parents }
    }
    return found
  }

  /// A stage and those it is built `FROM`, the outermost base first. Of a line that is longer than anybody writes only the
  /// final stage's is whole, of others the nearest stages and the outermost.
  package func lineage(of stage: DockerfileStage) -> [DockerfileStage] {
    let limit = stage.index == stages.count - 1 ? stages.count : Self.longestLine
    var line = [stage]
    while line.count < limit, let parent = line.last?.parent { line.append(stages[parent]) }
    if let last = line.last, last.parent != nil { line.append(stages[last.outermost]) }
    return line.reversed()
  }

  private static let longestLine = 32
}

/// `# syntax=…`, `# escape=…` or `# check=…` at the top of the file.
package struct DockerfileDirective: Sendable {
  package let name: String
  package let value: String
  package let range: Range<Int>
}

package enum DockerfileKeyword: String, Sendable, CaseIterable {
  case add = "ADD"
  case arg = "ARG"
  case cmd = "CMD"
  case copy = "COPY"
  case entrypoint = "ENTRYPOINT"
  case env = "ENV"
  case expose = "EXPOSE"
  case from = "FROM"
  case healthcheck = "HEALTHCHECK"
  case label = "LABEL"
  case maintainer = "MAINTAINER"
  case onbuild = "ONBUILD"
  case run = "RUN"
  case shell = "SHELL"
  case stopsignal = "STOPSIGNAL"
  case user = "USER"
  case volume = "VOLUME"
  case workdir = "WORKDIR"
}

/// A part of an instruction and where it stands.
package struct DockerfileWord: Sendable {
  package let text: String
  package let range: Range<Int>
}

/// `--name=value` before an instruction's arguments.
package struct DockerfileFlag: Sendable {
  package let name: String
  package let value: String?
  package let range: Range<Int>
  package let valueRange: Range<Int>
}

/// `KEY=value` of ENV, ARG and LABEL.
package struct DockerfilePair: Sendable {
  package let key: String
  package let keyRange: Range<Int>
  /// Quotes and escapes undone, references left as written; `nil` for an ARG without a default.
  package let value: String?
  package let valueRange: Range<Int>
  package let range: Range<Int>
}

package struct DockerfileHeredoc: Sendable {
  package let delimiter: String
  /// A quoted delimiter: no expansion inside.
  package let isQuoted: Bool
  /// `<<-`: leading tabs are dropped.
  package let stripsTabs: Bool
  /// `<<EOF` on the instruction's line.
  package let marker: Range<Int>
  /// The lines between the markers.
  package let content: Range<Int>

  /// The text as it is handed on, without the tabs that `<<-` drops.
  package func body(in source: SourceText) -> LogicalText {
    var text = LogicalText()
    guard stripsTabs else {
      text.append(source.bytes, content)
      return text
    }
    var start = content.lowerBound
    while start < content.upperBound {
      let end = source.bytes.firstOffset(of: 0x0A, in: start..<content.upperBound).map { $0 + 1 } ?? content.upperBound
      while start < end, source.bytes[start] == 0x09 { start += 1 }
      text.append(source.bytes, start..<end)
      start = end
    }
    return text
  }
}

/// A class, because trees, stages and rules hand instructions on by the dozen.
package final class DockerfileInstruction: Sendable {
  /// `nil` for a word that is no instruction.
  package let keyword: DockerfileKeyword?
  package let keywordText: String
  package let keywordRange: Range<Int>
  /// From the keyword to the last byte, heredocs included.
  package let range: Range<Int>
  package let flags: [DockerfileFlag]
  /// The arguments in the JSON form, `nil` for the shell form.
  package let exec: [DockerfileWord]?
  /// The arguments split at white space; of the JSON form its strings.
  package let words: [DockerfileWord]
  package let pairs: [DockerfilePair]
  /// Whether ENV or LABEL separates key and value by white space.
  package let isLegacyPair: Bool
  package let heredocs: [DockerfileHeredoc]
  /// What follows the flags, as written but for the line breaks.
  package let arguments: DockerfileWord
  /// The arguments' bytes with their places in the file.
  package let logical: LogicalText
  /// The instruction inside ONBUILD.
  package let trigger: [DockerfileInstruction]

  init(
    keyword: DockerfileKeyword?, keywordText: String, keywordRange: Range<Int>, range: Range<Int>,
    flags: [DockerfileFlag], exec: [DockerfileWord]?, words: [DockerfileWord], pairs: [DockerfilePair],
    isLegacyPair: Bool, heredocs: [DockerfileHeredoc], arguments: DockerfileWord, logical: LogicalText,
    trigger: [DockerfileInstruction]
  ) {
    self.keyword = keyword
    self.keywordText = keywordText
    self.keywordRange = keywordRange
    self.range = range
    self.flags = flags
    self.exec = exec
    self.words = words
    self.pairs = pairs
    self.isLegacyPair = isLegacyPair
    self.heredocs = heredocs
    self.arguments = arguments
    self.logical = logical
    self.trigger = trigger
  }

  package func flag(_ name: String) -> DockerfileFlag? {
    flags.last { $0.name == name }
  }
}

/// A class, because lines of stages are put together over and over.
package final class DockerfileStage: Sendable {
  package let index: Int
  package let from: DockerfileInstruction
  /// The instructions behind the FROM.
  package let instructions: [DockerfileInstruction]
  /// The image or stage it is built on, as written.
  package let base: DockerfileWord?
  /// The same by the defaults of the global `ARG`s; `nil` where it depends on what is given to the build.
  package let baseName: String?
  package let name: DockerfileWord?
  /// The stages that `base` names: several where that depends on what is given to the build.
  package let parents: [Int]
  /// The stage at the bottom of its line: itself where it is built on an image.
  let outermost: Int
  /// Whether there is no `FROM`: a part of a Dockerfile, or one whose first line was lost.
  package let isImplicit: Bool

  init(
    index: Int, from: DockerfileInstruction, instructions: [DockerfileInstruction], base: DockerfileWord?,
    baseName: String?, name: DockerfileWord?, parents: [Int], outermost: Int, isImplicit: Bool
  ) {
    self.index = index
    self.from = from
    self.instructions = instructions
    self.base = base
    self.baseName = baseName
    self.name = name
    self.parents = parents
    self.outermost = outermost
    self.isImplicit = isImplicit
  }

  /// The stage that it is built on; of several the first.
  package var parent: Int? { parents.first }

  package func all(_ keyword: DockerfileKeyword) -> [DockerfileInstruction] {
    instructions.filter { $0.keyword == keyword }
  }

  package func last(_ keyword: DockerfileKeyword) -> DockerfileInstruction? {
    instructions.last { $0.keyword == keyword }
  }
}
