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

/// Reads commands; words are read in a file of their own.
struct ShellReader {
  /// Deeper nesting is taken as plain text.
  static let depthLimit = 60

  let text: LogicalText
  let bytes: [UInt8]
  var index = 0
  var limit = 0
  var tree = ShellTree()

  init(_ text: LogicalText) {
    self.text = text
    bytes = text.bytes
  }

  func byte(_ offset: Int) -> UInt8 { offset < limit ? bytes[offset] : 0 }

  // MARK: Lists

  /// Reads commands up to a closing byte, which is consumed, or the end.
  mutating func readList(until close: UInt8?, depth: Int) {
    var connector = ShellCommand.Connector.start
    var context = ListContext()
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
      case 0x0A, 0x0D, UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"):
        connector = readOperator(connector)
        if connector == .sequence { context.isNegated = false }
      case UInt8(ascii: "("):
        index += 1
        if depth < Self.depthLimit { readList(until: UInt8(ascii: ")"), depth: depth + 1) }
        connector = .sequence
      case UInt8(ascii: ")"): index += 1
      default: connector = readCommand(connector, depth: depth, &context)
      }
      if index == before { index += 1 }
    }
  }

  mutating func skipBlanks() {
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

  /// What the compound commands of a list say of the commands in them.
  struct ListContext {
    /// How many `case` are open.
    var cases = 0
    /// Between `if` and `then`, `while` and `do`.
    var isCondition = false
    /// Behind `!`.
    var isNegated = false

    mutating func read(_ word: String) {
      switch word {
      case "if", "elif", "while", "until": isCondition = true
      case "then", "do", "else", "fi", "done": isCondition = false
      case "!": isNegated = true
      default: break
      }
    }
  }

  private mutating func readCommand(_ connector: ShellCommand.Connector, depth: Int, _ context: inout ListContext)
    -> ShellCommand.Connector
  {
    let start = index
    if context.cases > 0, let pattern = readCasePattern(depth) {
      if pattern == "esac" { context.cases -= 1 }
      return .sequence
    }
    var command = ShellCommand(connector: connector, depth: depth, range: 0..<0)
    command.isCondition = context.isCondition || context.isNegated
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
          context.read(word.text)
          return word.text == "if" || word.text == "while" || word.text == "!" ? connector : .sequence
        }
        switch word.text {
        case "for", "select":
          skipLoopHead(depth)
          return .sequence
        case "case":
          skipCaseHead(depth)
          context.cases += 1
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

  func endsCommand(_ byte: UInt8) -> Bool {
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
