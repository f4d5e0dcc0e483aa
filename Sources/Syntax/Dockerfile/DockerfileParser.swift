import ByteSearch
import Diagnostics

/// Reads a Dockerfile after BuildKit's `frontend/dockerfile/parser`: directives, continued lines, comments between them,
/// heredocs.
package enum DockerfileParser {
  package static func parse(_ source: SourceText) -> DockerfileTree {
    var reader = DockerfileReader(source)
    return reader.read()
  }
}

private struct DockerfileReader {
  private let source: SourceText
  private let bytes: [UInt8]
  private var problems: [SyntaxProblem]
  private var comments: [Range<Int>] = []
  private var directives: [DockerfileDirective] = []
  private var instructions: [DockerfileInstruction] = []
  private var emptyContinuations: [Range<Int>] = []
  private var escape = UInt8(ascii: "\\")
  private var line = 0

  init(_ source: SourceText) {
    self.source = source
    (bytes, problems) = sanitizedUTF8(source.bytes)
  }

  mutating func read() -> DockerfileTree {
    readDirectives()
    while line < source.lines.count { readInstruction() }
    let globals = GlobalArguments(instructions, escape: escape)
    let stages = DockerfileStages.split(instructions, globals)
    checkOrder(hasStage: !stages.isEmpty)
    let names = StageNames(stages)
    problems += StageReferences.problems(in: stages, names)
    return DockerfileTree(
      source: source, directives: directives, instructions: instructions, stages: stages, stageNames: names,
      comments: comments,
      problems: problems.sortedAndCapped(), emptyContinuations: emptyContinuations, escape: escape, globals: globals)
  }

  private mutating func checkOrder(hasStage: Bool) {
    guard !hasStage else { return }
    let first = source.lines.content(of: 0, in: bytes)
    problem(
      first, "no FROM instruction: nothing can be built from this file",
      hint: "begin with FROM and the image that it is built on")
  }

  private func content(_ line: Int) -> Range<Int> {
    var range = source.lines.content(of: line, in: bytes)
    if line == 0, bytes.starts(with: "\u{FEFF}", at: 0) { range = min(3, range.upperBound)..<range.upperBound }
    return range
  }

  private mutating func readDirectives() {
    while line < source.lines.count {
      let range = bytes.trimmed(content(line))
      guard range.count > 1, bytes[range.lowerBound] == UInt8(ascii: "#"),
        let equals = bytes.firstOffset(of: UInt8(ascii: "="), in: range)
      else { return }
      let name = bytes.text(bytes.trimmed(range.lowerBound + 1..<equals)).lowercased()
      guard ["syntax", "escape", "check"].contains(name) else { return }
      if directives.contains(where: { $0.name == name }) {
        problem(range, "the directive '\(name)' stands here a second time", hint: "keep one of them")
      }
      let value = bytes.text(bytes.trimmed(equals + 1..<range.upperBound))
      guard !value.isEmpty else { return }
      directives.append(DockerfileDirective(name: name, value: value, range: range))
      comments.append(range)
      if name == "escape" { setEscape(value, range) }
      line += 1
    }
  }

  private mutating func setEscape(_ value: String, _ range: Range<Int>) {
    switch value {
    case "\\", "`": escape = Array(value.utf8)[0]
    default: problem(range, "escape='\(value)' is neither \\ nor `")
    }
  }

  private func isComment(_ range: Range<Int>) -> Bool {
    let trimmed = bytes.trimmed(range)
    return !trimmed.isEmpty && bytes[trimmed.lowerBound] == UInt8(ascii: "#")
  }

  private mutating func readInstruction() {
    var text = LogicalText()
    var isContinued = false
    var blanks: [Range<Int>] = []
    while line < source.lines.count {
      let range = content(line)
      let trimmed = withoutSpace(range)
      if isComment(range) {
        comments.append(trimmed)
        line += 1
        if !isContinued { return }
        continue
      }
      if trimmed.isEmpty {
        line += 1
        if !isContinued { return }
        blanks.append(range)
        continue
      }
      line += 1
      emptyContinuations += blanks
      blanks = []
      if let end = continuationEnd(range) {
        text.append(bytes, (isContinued ? range.lowerBound : trimmed.lowerBound)..<end)
        isContinued = true
      } else {
        text.append(bytes, (isContinued ? range.lowerBound : trimmed.lowerBound)..<trimmed.upperBound)
        break
      }
    }
    guard text.bytes.contains(where: { !$0.isSpace }) else { return }
    let heredocs = readHeredocs(text)
    instructions.append(InstructionReader(text: text, escape: escape, heredocs: heredocs).read(&problems))
  }

  /// BuildKit takes a no-break space at the beginning of a line for white space, too.
  private func withoutSpace(_ range: Range<Int>) -> Range<Int> {
    var range = bytes.trimmed(range)
    while range.count > 1, bytes.starts(with: "\u{A0}", at: range.lowerBound) {
      range = bytes.trimmed(range.lowerBound + 2..<range.upperBound)
    }
    return range
  }

  /// Where a continued line ends before its escape character; `nil` if it is not continued.
  private func continuationEnd(_ range: Range<Int>) -> Int? {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1].isBlank || bytes[end - 1] == 0x0D { end -= 1 }
    guard end > range.lowerBound, bytes[end - 1] == escape else { return nil }
    if end - 1 > range.lowerBound, bytes[end - 2] == escape { return nil }
    return end - 1
  }

  private mutating func readHeredocs(_ text: LogicalText) -> [DockerfileHeredoc] {
    HeredocMarker.find(in: text.bytes).map { marker in
      let start = line < source.lines.count ? source.lines.starts[line] : bytes.count
      while line < source.lines.count {
        let range = source.lines.content(of: line, in: bytes)
        var from = range.lowerBound
        if marker.stripsTabs { while from < range.upperBound, bytes[from] == 0x09 { from += 1 } }
        let isEnd = bytes[from..<range.upperBound].elementsEqual(marker.delimiter.utf8)
        let lineStart = source.lines.starts[line]
        line += 1
        if isEnd { return marker.heredoc(start..<lineStart, text) }
      }
      problem(
        text.fileRange(marker.range), "the heredoc '\(marker.delimiter)' is never closed",
        hint: "put \(marker.delimiter) alone on a line")
      return marker.heredoc(start..<bytes.count, text)
    }
  }

  private mutating func problem(_ range: Range<Int>, _ message: String, hint: String? = nil) {
    problems.append(SyntaxProblem(range, message, hint: hint))
  }
}

/// `<<EOF` on an instruction's line.
private struct HeredocMarker {
  let delimiter: String
  let isQuoted: Bool
  let stripsTabs: Bool
  let range: Range<Int>

  func heredoc(_ content: Range<Int>, _ text: LogicalText) -> DockerfileHeredoc {
    DockerfileHeredoc(
      delimiter: delimiter, isQuoted: isQuoted, stripsTabs: stripsTabs, marker: text.fileRange(range), content: content)
  }

  /// The markers of RUN, COPY and ADD, also behind ONBUILD: words of the form `[n]<<[-]NAME`.
  static func find(in bytes: [UInt8]) -> [HeredocMarker] {
    guard bytes.contains(UInt8(ascii: "<")) else { return [] }
    let words = ShellWords.ranges(in: bytes, 0..<bytes.count, escape: UInt8(ascii: "\\"))
    let keywords = words.prefix(2).map { bytes.text($0).uppercased() }
    let keyword = keywords.first == "ONBUILD" ? keywords.last : keywords.first
    guard ["RUN", "COPY", "ADD"].contains(keyword), !hasOpenQuote(bytes) else { return [] }
    return words.compactMap { marker(bytes, $0) }
  }

  private static func hasOpenQuote(_ bytes: [UInt8]) -> Bool {
    var quote: UInt8?
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
        index += 1
      } else if byte == quote {
        quote = nil
      } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      }
      index += 1
    }
    return quote != nil
  }

  private static func marker(_ bytes: [UInt8], _ word: Range<Int>) -> HeredocMarker? {
    var index = word.lowerBound
    while index < word.upperBound, bytes[index].isDigit { index += 1 }
    guard bytes.starts(with: "<<", at: index), index + 2 < word.upperBound else { return nil }
    index += 2
    let stripsTabs = bytes[index] == UInt8(ascii: "-")
    if stripsTabs { index += 1 }
    let name = bytes[index..<word.upperBound]
    guard !name.isEmpty, !name.contains(UInt8(ascii: "<")) else { return nil }
    let quotes: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "'")]
    guard quotes.allSatisfy({ quote in name.count { $0 == quote } % 2 == 0 }) else { return nil }
    let bare = name.filter { !quotes.contains($0) && $0 != UInt8(ascii: "\\") }
    guard !bare.isEmpty else { return nil }
    return HeredocMarker(
      delimiter: String(decoding: bare, as: UTF8.self), isQuoted: bare.count != name.count, stripsTabs: stripsTabs,
      range: word)
  }
}

/// Splits text at white space outside quotes; without an escape byte at all white space.
enum ShellWords {
  static func ranges(in bytes: [UInt8], _ range: Range<Int>, escape: UInt8?) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start: Int?
    var quote: UInt8?
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if let open = quote {
        if byte == escape, open == UInt8(ascii: "\"") { index += 1 } else if byte == open { quote = nil }
      } else if byte.isSpace {
        if let from = start { result.append(from..<index) }
        start = nil
      } else {
        start = start ?? index
        if byte == escape {
          index += 1
        } else if escape != nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        }
      }
      index += 1
    }
    if let from = start { result.append(from..<range.upperBound) }
    return result
  }
}
