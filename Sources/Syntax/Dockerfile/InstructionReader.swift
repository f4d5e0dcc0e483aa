import Diagnostics

/// Takes one assembled instruction apart: keyword, flags, and arguments in the form that the keyword has.
struct InstructionReader {
  let text: LogicalText
  let escape: UInt8
  let heredocs: [DockerfileHeredoc]
  var start = 0
  /// Whether it stands behind ONBUILD, where a second ONBUILD may not.
  var isTrigger = false

  func read(_ problems: inout [SyntaxProblem]) -> DockerfileInstruction {
    let bytes = text.bytes
    var keywordStart = start
    while keywordStart < bytes.count, bytes[keywordStart].isSpace { keywordStart += 1 }
    var index = keywordStart
    while index < bytes.count, !bytes[index].isSpace { index += 1 }
    let keywordText = text.text(keywordStart..<index)
    let keyword = DockerfileKeyword(rawValue: keywordText.uppercased())
    let keywordRange = text.fileRange(keywordStart..<index)
    if keyword == nil {
      problems.append(unknownInstruction(keywordText, keywordRange))
    }
    let flags = readFlags(&index)
    let rest = bytes.trimmed(index..<bytes.count)
    let arguments = word(rest)
    let place = keyword.flatMap { jsonRange($0, rest) }
    let exec = place.flatMap { readJSON($0, &problems) }
    let (pairs, isLegacy) = keyword.map { readPairs($0, rest) } ?? ([], false)
    if rest.isEmpty, let keyword, heredocs.isEmpty {
      problems.append(SyntaxProblem(keywordRange, "\(keyword.rawValue) without arguments"))
    }
    let words = (keyword == .healthcheck ? nil : exec) ?? wordRanges(keyword, rest).map(word)
    if let keyword {
      let form = InstructionShape.Form(isJSON: exec != nil, hasHeredoc: !heredocs.isEmpty)
      problems += InstructionFlags.problems(keyword, flags)
      problems += InstructionShape.problems(keyword, words, pairs, arguments, form)
      problems += expansionProblems(keyword, rest, words, isJSON: exec != nil)
    }
    return DockerfileInstruction(
      keyword: keyword, keywordText: keywordText, keywordRange: keywordRange,
      range: keywordRange.lowerBound..<end(after: rest, keywordRange), flags: flags, exec: exec,
      words: words, pairs: pairs, isLegacyPair: isLegacy,
      heredocs: heredocs, arguments: arguments, logical: text,
      trigger: keyword == .onbuild && !rest.isEmpty && !isTrigger ? [trigger(at: rest.lowerBound, &problems)] : [])
  }

  private func trigger(at start: Int, _ problems: inout [SyntaxProblem]) -> DockerfileInstruction {
    InstructionReader(text: text, escape: escape, heredocs: heredocs, start: start, isTrigger: true).read(&problems)
  }

  /// Quotes hold words together where pairs and shells are read; elsewhere BuildKit parts at every white space.
  private func wordRanges(_ keyword: DockerfileKeyword?, _ range: Range<Int>) -> [Range<Int>] {
    switch keyword {
    case .add, .copy, .expose, .from, .healthcheck, .volume: ShellWords.ranges(in: text.bytes, range, escape: nil)
    default: ShellWords.ranges(in: text.bytes, range, escape: escape)
    }
  }

  /// What cannot be expanded, where BuildKit expands.
  private func expansionProblems(
    _ keyword: DockerfileKeyword, _ rest: Range<Int>, _ words: [DockerfileWord], isJSON: Bool
  ) -> [SyntaxProblem] {
    var parts: [Range<Int>]
    switch keyword {
    case .env, .label, .arg, .user, .workdir, .stopsignal: parts = [rest]
    case .add, .copy, .expose, .volume, .from:
      parts = ShellWords.ranges(in: text.bytes, rest, escape: nil)
      // A heredoc's marker may have quotes of its own.
      if !heredocs.isEmpty {
        parts = ShellWords.ranges(in: text.bytes, rest, escape: escape).filter {
          !text.bytes[$0].contains(UInt8(ascii: "<"))
        }
      }
    default: return []
    }
    if isJSON {
      return words.compactMap { word in
        let bytes = Array(word.text.utf8)
        return WordSyntax.fault(bytes, 0..<bytes.count, escape: escape).map { SyntaxProblem(word.range, $0) }
      }
    }
    return parts.compactMap { part in
      WordSyntax.fault(text.bytes, part, escape: escape).map { SyntaxProblem(text.fileRange(part), $0) }
    }.prefix(1).map { $0 }
  }

  private func unknownInstruction(_ keyword: String, _ range: Range<Int>) -> SyntaxProblem {
    let near = DockerfileKeyword.allCases.map(\.rawValue).nearest(to: keyword.uppercased())
    return SyntaxProblem(
      range, "'\(keyword.prefix { $0 != "=" }.prefix(40))' is not a Dockerfile instruction",
      hint: near.map { "did you mean \($0)?" } ?? "end the line above with a backslash if this continues it")
  }

  private func end(after rest: Range<Int>, _ keywordRange: Range<Int>) -> Int {
    if let heredoc = heredocs.last { return max(heredoc.content.upperBound, keywordRange.upperBound) }
    return rest.isEmpty ? keywordRange.upperBound : text.fileRange(rest).upperBound
  }

  private func word(_ range: Range<Int>) -> DockerfileWord {
    DockerfileWord(text: text.text(range), range: text.fileRange(range))
  }

  /// Where the JSON form may stand: for HEALTHCHECK behind CMD.
  private func jsonRange(_ keyword: DockerfileKeyword, _ arguments: Range<Int>) -> Range<Int>? {
    switch keyword {
    case .run, .cmd, .entrypoint, .shell, .copy, .add, .volume: return arguments
    case .healthcheck:
      let kind = ShellWords.ranges(in: text.bytes, arguments, escape: nil).first
      return kind.map { text.bytes.trimmed($0.upperBound..<arguments.upperBound) }
    default: return nil
    }
  }

  /// The words that begin with `--`, up to `--` alone or anything else; quotes and escapes hold white space together
  /// (BuildKit, `frontend/dockerfile/parser/split_command.go`).
  private func readFlags(_ index: inout Int) -> [DockerfileFlag] {
    let bytes = text.bytes
    var flags: [DockerfileFlag] = []
    while true {
      var from = index
      while from < bytes.count, bytes[from].isSpace { from += 1 }
      guard bytes.starts(with: "--", at: from) else { return flags }
      var content: [UInt8] = []
      var equals: Int?
      var quote: UInt8?
      var to = from
      while to < bytes.count, quote != nil || !bytes[to].isSpace {
        let byte = bytes[to]
        if byte == UInt8(ascii: "\\") {
          to += 1
          if to < bytes.count { content.append(bytes[to]) }
        } else if byte == quote {
          quote = nil
        } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
          quote = byte
        } else {
          if byte == UInt8(ascii: "="), equals == nil { equals = to }
          content.append(byte)
        }
        to += 1
      }
      to = min(to, bytes.count)
      index = to
      if content.count == 2 { return flags }
      flags.append(flag(from..<to, content, equals))
    }
  }

  private func flag(_ range: Range<Int>, _ content: [UInt8], _ equals: Int?) -> DockerfileFlag {
    let place = text.fileRange(range)
    let sides = content.dropFirst(2).split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
    let valueRange = equals.map { $0 + 1..<range.upperBound }.flatMap { $0.isEmpty ? nil : text.fileRange($0) }
    return DockerfileFlag(
      name: String(decoding: sides.first ?? [], as: UTF8.self),
      value: sides.count > 1 ? String(decoding: sides[1], as: UTF8.self) : nil, range: place,
      valueRange: valueRange ?? place)
  }

  /// The strings of a JSON array; `nil` if the arguments are none, which makes them the shell form.
  private func readJSON(_ range: Range<Int>, _ problems: inout [SyntaxProblem]) -> [DockerfileWord]? {
    let bytes = text.bytes
    guard let end = closingBracket(range) else { return nil }
    let range = range.lowerBound..<end
    let tree = JSONParser.parse(SourceText(path: "", bytes: Array(bytes[range])))
    guard tree.problems.isEmpty, let root = tree.documents.first, root.isSequence else { return nil }
    let elements = root.elements
    if let other = elements.first(where: { $0.style != .doubleQuoted }) {
      let place = other.range.lowerBound + range.lowerBound..<other.range.upperBound + range.lowerBound
      problems.append(
        SyntaxProblem(
          text.fileRange(place), "a JSON array of arguments holds strings only", hint: "put it into double quotes"))
      return nil
    }
    return elements.map { element in
      let inner = element.range.lowerBound + 1 + range.lowerBound..<element.range.upperBound - 1 + range.lowerBound
      return DockerfileWord(text: element.text ?? "", range: text.fileRange(inner))
    }
  }

  /// Behind the bracket that closes the array which begins here; BuildKit drops what follows it.
  private func closingBracket(_ range: Range<Int>) -> Int? {
    let bytes = text.bytes
    guard range.count >= 2, bytes[range.lowerBound] == UInt8(ascii: "[") else { return nil }
    var isString = false
    var depth = 1
    var index = range.lowerBound + 1
    while index < range.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "\\") where isString: index += 1
      case UInt8(ascii: "\""): isString.toggle()
      case UInt8(ascii: "[") where !isString: depth += 1
      case UInt8(ascii: "]") where !isString:
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return nil
  }

  private func readPairs(_ keyword: DockerfileKeyword, _ range: Range<Int>) -> ([DockerfilePair], isLegacy: Bool) {
    guard keyword == .env || keyword == .label || keyword == .arg else { return ([], false) }
    let words = ShellWords.ranges(in: text.bytes, range, escape: escape)
    guard let first = words.first else { return ([], false) }
    if keyword != .arg, text.bytes.firstOffset(of: UInt8(ascii: "="), in: first) == nil {
      let parts = ShellWords.ranges(in: text.bytes, range, escape: nil)
      let valueStart = parts.count > 1 ? parts[1].lowerBound : range.upperBound
      return ([legacyPair(parts[0], valueStart..<range.upperBound)], true)
    }
    return (words.map(pair), false)
  }

  private func legacyPair(_ key: Range<Int>, _ value: Range<Int>) -> DockerfilePair {
    DockerfilePair(
      key: text.text(key), keyRange: text.fileRange(key), value: text.text(value), valueRange: text.fileRange(value),
      range: text.fileRange(key.lowerBound..<max(key.upperBound, value.upperBound)))
  }

  private func pair(_ range: Range<Int>) -> DockerfilePair {
    guard let equals = text.bytes.firstOffset(of: UInt8(ascii: "="), in: range) else {
      let place = text.fileRange(range)
      return DockerfilePair(
        key: text.text(range), keyRange: place, value: nil, valueRange: place.upperBound..<place.upperBound,
        range: place)
    }
    let key = range.lowerBound..<equals
    let value = equals + 1..<range.upperBound
    return DockerfilePair(
      key: unquoted(key), keyRange: text.fileRange(key), value: unquoted(value),
      valueRange: value.isEmpty
        ? text.fileRange(range).upperBound..<text.fileRange(range).upperBound : text.fileRange(value),
      range: text.fileRange(range))
  }

  /// Quotes removed and escapes undone; an escaped `$` keeps its escape, so that it is not taken for a reference.
  private func unquoted(_ range: Range<Int>) -> String {
    let bytes = text.bytes
    var result: [UInt8] = []
    var quote: UInt8?
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == escape, quote != UInt8(ascii: "'"), index + 1 < range.upperBound {
        let next = bytes[index + 1]
        if quote == nil || next == UInt8(ascii: "\"") || next == escape {
          if next == UInt8(ascii: "$") { result.append(UInt8(ascii: "\\")) }
          result.append(next)
        } else {
          result += [byte, next]
        }
        index += 2
        continue
      }
      if let open = quote, byte == open {
        quote = nil
      } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else {
        result.append(byte)
      }
      index += 1
    }
    return String(decoding: result, as: UTF8.self)
  }
}
