import ByteSearch

/// Splits the text of a script into commands and words. Whatever the text, it comes to an end in linear time and every range
/// lies inside of it.
package enum ShellParser {
  package static func parse(_ text: LogicalText, _ range: Range<Int>? = nil) -> ShellTree {
    var reader = ShellReader(text)
    reader.index = range?.lowerBound ?? 0
    reader.limit = range?.upperBound ?? text.bytes.count
    reader.readList(until: nil, depth: 0)
    reader.tree.commands.sort { $0.range.lowerBound < $1.range.lowerBound }
    return reader.tree
  }
}

private struct ShellReader {
  /// Deeper nesting is taken as plain text.
  private static let depthLimit = 60

  private let text: LogicalText
  private let bytes: [UInt8]
  var index = 0
  var limit = 0
  var tree = ShellTree()

  init(_ text: LogicalText) {
    self.text = text
    bytes = text.bytes
  }

  private func byte(_ offset: Int) -> UInt8 { offset < limit ? bytes[offset] : 0 }

  // MARK: Lists

  /// Reads commands up to a closing byte, which is consumed, or the end.
  mutating func readList(until close: UInt8?, depth: Int) {
    var connector = ShellCommand.Connector.start
    var cases = 0
    while index < limit {
      let before = index
      skipBlanks()
      guard index < limit else { return }
      if let close, bytes[index] == close {
        index += 1
        return
      }
      switch bytes[index] {
      case UInt8(ascii: "#"): readComment()
      case 0x0A, 0x0D, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"): connector = readOperator(connector)
      case UInt8(ascii: "("):
        index += 1
        if depth < Self.depthLimit { readList(until: UInt8(ascii: ")"), depth: depth + 1) }
        connector = .sequence
      case UInt8(ascii: ")"): index += 1
      default: connector = readCommand(connector, depth: depth, cases: &cases)
      }
      if index == before { index += 1 }
    }
  }

  private mutating func skipBlanks() {
    while index < limit {
      if bytes[index].isBlank {
        index += 1
      } else if bytes[index] == UInt8(ascii: "\\"), byte(index + 1) == 0x0A {
        index += 2
      } else {
        return
      }
    }
  }

  private mutating func readComment() {
    let start = index
    while index < limit, bytes[index] != 0x0A { index += 1 }
    tree.comments.append(text.fileRange(start..<index))
  }

  private mutating func readOperator(_ current: ShellCommand.Connector) -> ShellCommand.Connector {
    let first = bytes[index]
    let start = index
    index += 1
    switch (first, byte(index)) {
    case (UInt8(ascii: "&"), UInt8(ascii: "&")):
      index += 1
      return .and
    case (UInt8(ascii: "|"), UInt8(ascii: "|")):
      index += 1
      return .or
    case (UInt8(ascii: "|"), let next):
      if next == UInt8(ascii: "&") { index += 1 }
      tree.pipes.append(text.fileRange(start..<index))
      return .pipe
    case (0x0A, _), (0x0D, _):
      // A line break behind an operator changes nothing.
      return current == .start || current == .sequence ? .sequence : current
    default: return .sequence
    }
  }

  /// Words at the place of a command that open, part or close compound commands.
  private static let reserved: Set<String> = [
    "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!", "{", "}", "time",
  ]

  private mutating func readCommand(_ connector: ShellCommand.Connector, depth: Int, cases: inout Int)
    -> ShellCommand.Connector
  {
    let start = index
    if cases > 0, let pattern = readCasePattern(depth) {
      if pattern == "esac" { cases -= 1 }
      return .sequence
    }
    var command = ShellCommand(connector: connector, depth: depth, range: 0..<0)
    while index < limit {
      skipBlanks()
      guard index < limit, !endsCommand(bytes[index]) else { break }
      if bytes[index] == UInt8(ascii: "#") {
        readComment()
        break
      }
      if let redirection = readRedirection(depth) {
        command.redirections.append(redirection)
        continue
      }
      guard let word = readWord(depth) else { break }
      if command.words.isEmpty {
        let isBare = word.text.utf8.count == word.range.count
        if command.assignments.isEmpty, isBare, Self.reserved.contains(word.text) {
          return word.text == "if" || word.text == "while" || word.text == "!" ? connector : .sequence
        }
        switch word.text {
        case "for", "select":
          skipLoopHead(depth)
          return .sequence
        case "case":
          skipCaseHead(depth)
          cases += 1
          return .sequence
        case "function":
          skipBlanks()
          _ = readWord(depth)
          continue
        default: break
        }
        if isAssignment(word) {
          command.assignments.append(word)
          continue
        }
        if byte(index) == UInt8(ascii: "("), isEmptyParentheses() { return .sequence }
      }
      command.words.append(word)
    }
    finish(&command, start, depth)
    return connector
  }

  private mutating func finish(_ command: inout ShellCommand, _ start: Int, _ depth: Int) {
    guard !command.words.isEmpty || !command.assignments.isEmpty || !command.redirections.isEmpty else { return }
    let end = bytes.trimmed(start..<max(start, min(index, limit))).upperBound
    command.range = text.fileRange(start..<max(end, start))
    if let name = command.words.first?.text { command.program = Self.baseName(name) }
    tree.commands.append(command)
    if depth < Self.depthLimit { readInnerScript(command, depth) }
  }

  static func baseName(_ path: String) -> String {
    guard path.utf8.contains(UInt8(ascii: "/")) else { return path }
    return path.split(separator: "/").last.map(String.init) ?? path
  }

  private func endsCommand(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x0A, 0x0D, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"):
      // `&>file` belongs to the command.
      byte != UInt8(ascii: "&") || self.byte(index + 1) != UInt8(ascii: ">")
    default: false
    }
  }

  /// `()` behind a function's name.
  private mutating func isEmptyParentheses() -> Bool {
    var next = index + 1
    while next < limit, bytes[next].isBlank { next += 1 }
    guard byte(next) == UInt8(ascii: ")") else { return false }
    index = next + 1
    return true
  }

  private func isAssignment(_ word: ShellWord) -> Bool {
    guard let equals = word.text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
    var name = word.text.utf8[..<equals]
    if name.last == UInt8(ascii: "+") { name = name.dropLast() }
    return !name.isEmpty && !(name.first?.isDigit ?? true) && name.allSatisfy(\.isWord)
  }

  private mutating func skipLoopHead(_ depth: Int) {
    while index < limit {
      skipBlanks()
      guard index < limit, bytes[index] != UInt8(ascii: ";"), bytes[index] != 0x0A else { return }
      if bytes[index] == UInt8(ascii: "#") { return readComment() }
      if readWord(depth) == nil { index += 1 }
    }
  }

  /// `case WORD in`
  private mutating func skipCaseHead(_ depth: Int) {
    for _ in 0..<2 {
      while index < limit, bytes[index].isSpace { index += 1 }
      if readWord(depth) == nil { return }
    }
  }

  /// `a|b)` at the start of a branch, or `esac`; `nil` where a command stands.
  private mutating func readCasePattern(_ depth: Int) -> String? {
    var end = index
    while end < limit, !bytes[end].isSpace, bytes[end] != UInt8(ascii: ")"), bytes[end] != UInt8(ascii: ";") {
      end += 1
    }
    if bytes.text(index..<end) == "esac" {
      index = end
      return "esac"
    }
    // A pattern is followed by its parenthesis before anything that ends a command; it is never long.
    let patternLimit = min(limit, index + 1_000)
    while end < patternLimit, bytes[end].isBlank || bytes[end] == UInt8(ascii: "|") || !endsCommand(bytes[end]) {
      if bytes[end] == UInt8(ascii: "$") || bytes[end] == 0x0A { return nil }
      end += 1
    }
    guard end < limit, bytes[end] == UInt8(ascii: ")") else { return nil }
    let pattern = bytes.text(index..<end)
    index = end + 1
    return pattern
  }

  // MARK: Words

  private mutating func readRedirection(_ depth: Int) -> ShellRedirection? {
    var start = index
    while start < limit, bytes[start].isDigit { start += 1 }
    if byte(start) == UInt8(ascii: "&"), byte(start + 1) == UInt8(ascii: ">") { start += 1 }
    let first = byte(start)
    guard first == UInt8(ascii: "<") || first == UInt8(ascii: ">") else { return nil }
    // `<(…)` is a word.
    if byte(start + 1) == UInt8(ascii: "(") { return nil }
    var end = start + 1
    while end < limit, end - start < 3, [0x3C, 0x3E, 0x26, 0x7C, 0x2D].contains(bytes[end]) { end += 1 }
    let operation = bytes.text(index..<end)
    index = end
    skipBlanks()
    let here = text.fileRange(min(index, limit)..<min(index, limit))
    guard index < limit, !endsCommand(bytes[index]), let target = readWord(depth) else {
      return ShellRedirection(operation: operation, target: ShellWord(text: "", range: here, isExpanded: false))
    }
    return ShellRedirection(operation: operation, target: target)
  }

  /// One word, `nil` where none begins.
  private mutating func readWord(_ depth: Int) -> ShellWord? {
    let start = index
    var plainEnd = index
    // Most words are plain: found without a buffer.
    while plainEnd < limit, ShellBytes.isPlain[Int(bytes[plainEnd])] { plainEnd += 1 }
    if plainEnd == limit || ShellBytes.endsWord[Int(bytes[plainEnd])] {
      guard plainEnd > start else { return nil }
      index = plainEnd
      return ShellWord(text: bytes.text(start..<plainEnd), range: text.fileRange(start..<plainEnd), isExpanded: false)
    }
    var result = Array(bytes[start..<plainEnd])
    var isExpanded = false
    index = plainEnd
    while index < limit {
      switch bytes[index] {
      case UInt8(ascii: "'"): readSingleQuoted(&result)
      case UInt8(ascii: "\""): isExpanded = readDoubleQuoted(&result, depth) || isExpanded
      case UInt8(ascii: "\\"):
        if byte(index + 1) != 0x0A, index + 1 < limit { result.append(bytes[index + 1]) }
        index = min(index + 2, limit)
      case UInt8(ascii: "$"), UInt8(ascii: "`"):
        isExpanded = true
        readExpansion(&result, depth)
      case UInt8(ascii: "<") where byte(index + 1) == UInt8(ascii: "("),
        UInt8(ascii: ">") where byte(index + 1) == UInt8(ascii: "("):
        isExpanded = true
        result.append(bytes[index])
        index += 1
        readSubstitution(&result, depth)
      case UInt8(ascii: "*"), UInt8(ascii: "?"):
        isExpanded = true
        result.append(bytes[index])
        index += 1
      default:
        if ShellBytes.endsWord[Int(bytes[index])] {
          return word(start, result, isExpanded)
        }
        result.append(bytes[index])
        index += 1
      }
    }
    return word(start, result, isExpanded)
  }

  private func word(_ start: Int, _ content: [UInt8], _ isExpanded: Bool) -> ShellWord? {
    guard index > start else { return nil }
    return ShellWord(
      text: String(decoding: content, as: UTF8.self), range: text.fileRange(start..<min(index, limit)),
      isExpanded: isExpanded)
  }

  private mutating func readSingleQuoted(_ result: inout [UInt8]) {
    index += 1
    while index < limit, bytes[index] != UInt8(ascii: "'") {
      result.append(bytes[index])
      index += 1
    }
    index = min(index + 1, limit)
  }

  /// - Returns: whether it holds an expansion.
  private mutating func readDoubleQuoted(_ result: inout [UInt8], _ depth: Int) -> Bool {
    var isExpanded = false
    index += 1
    while index < limit, bytes[index] != UInt8(ascii: "\"") {
      switch bytes[index] {
      case UInt8(ascii: "\\"):
        let next = byte(index + 1)
        if ![UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "`"), 0x0A].contains(next) {
          result.append(UInt8(ascii: "\\"))
        }
        if next != 0x0A, index + 1 < limit { result.append(next) }
        index = min(index + 2, limit)
      case UInt8(ascii: "$"), UInt8(ascii: "`"):
        isExpanded = true
        readExpansion(&result, depth)
      default:
        result.append(bytes[index])
        index += 1
      }
    }
    index = min(index + 1, limit)
    return isExpanded
  }

  // MARK: Expansions

  /// `$x`, `${…}`, `$(…)`, `$((…))`, `` `…` ``: kept as written; the commands inside are read.
  private mutating func readExpansion(_ result: inout [UInt8], _ depth: Int) {
    let start = index
    if bytes[index] == UInt8(ascii: "`") {
      let inner = index + 1
      var end = inner
      while end < limit, bytes[end] != UInt8(ascii: "`") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
      end = min(end, limit)
      nested(inner..<end, depth)
      index = min(end + 1, limit)
    } else if byte(index + 1) == UInt8(ascii: "(") {
      index += 1
      return readSubstitution(&result, depth, from: start)
    } else if byte(index + 1) == UInt8(ascii: "{") {
      index = closing(index + 2, open: UInt8(ascii: "{"), close: UInt8(ascii: "}"))
    } else {
      index += 1
      while index < limit, bytes[index].isWord { index += 1 }
    }
    result += bytes[start..<min(index, limit)]
  }

  /// At the `(` of a substitution.
  private mutating func readSubstitution(_ result: inout [UInt8], _ depth: Int, from start: Int? = nil) {
    let start = start ?? index
    if byte(index + 1) == UInt8(ascii: "(") || depth >= Self.depthLimit {
      index = closing(index + 1, open: UInt8(ascii: "("), close: UInt8(ascii: ")"))
    } else {
      index += 1
      readList(until: UInt8(ascii: ")"), depth: depth + 1)
    }
    result += bytes[start..<min(index, limit)]
  }

  /// Behind the byte that closes, or the end.
  private func closing(_ from: Int, open: UInt8, close: UInt8) -> Int {
    var level = 1
    var position = from
    while position < limit {
      if bytes[position] == UInt8(ascii: "\\") {
        position += 1
      } else if bytes[position] == open {
        level += 1
      } else if bytes[position] == close {
        level -= 1
        if level == 0 { return position + 1 }
      }
      position += 1
    }
    return limit
  }

  private mutating func nested(_ range: Range<Int>, _ depth: Int) {
    guard depth < Self.depthLimit, !range.isEmpty else { return }
    let (savedIndex, savedLimit) = (index, limit)
    (index, limit) = (range.lowerBound, range.upperBound)
    readList(until: nil, depth: depth + 1)
    (index, limit) = (savedIndex, savedLimit)
  }

  // MARK: Scripts in arguments

  static let shells: Set<String> = ["sh", "bash", "dash", "ash", "ksh", "zsh"]

  /// The script of `sh -c '…'`, where it stands in quotes as a whole.
  private mutating func readInnerScript(_ command: ShellCommand, _ depth: Int) {
    guard Self.shells.contains(command.program),
      let flag = command.words.firstIndex(where: {
        $0.isFlag && !$0.text.hasPrefix("--") && $0.text.hasSuffix("c")
      }),
      flag + 1 < command.words.count, let inner = text.logicalRange(command.words[flag + 1].range),
      inner.count > 2, let quote = bytes[inner].first, quote == bytes[inner.upperBound - 1],
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { return }
    nested(inner.lowerBound + 1..<inner.upperBound - 1, depth)
  }
}

/// What bytes mean in a word of the shell.
private enum ShellBytes {
  static let endsWord: [Bool] = table { byte in
    byte.isSpace || ";&|()<>".utf8.contains(byte)
  }
  /// Neither an end nor anything with a meaning of its own.
  static let isPlain: [Bool] = table { byte in
    !(byte.isSpace || ";&|()<>'\"\\$`*?".utf8.contains(byte))
  }

  private static func table(_ test: (UInt8) -> Bool) -> [Bool] { (0...255).map { test(UInt8($0)) } }
}
