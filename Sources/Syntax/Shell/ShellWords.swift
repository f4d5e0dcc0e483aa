import ByteSearch

/// Words, their quotes and expansions, and redirections (POSIX.1-2024, 2.2, 2.6 and 2.7).
extension ShellReader {
  mutating func readRedirection(_ depth: Int) -> ShellRedirection? {
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
  mutating func readWord(_ depth: Int) -> ShellWord? {
    let start = index
    var plainEnd = index
    // Most words are plain: found without a buffer.
    while plainEnd < limit, ShellBytes.isPlain[Int(bytes[plainEnd])] { plainEnd += 1 }
    let startsSubstitution =
      plainEnd < limit && (bytes[plainEnd] == UInt8(ascii: "<") || bytes[plainEnd] == UInt8(ascii: ">"))
      && byte(plainEnd + 1) == UInt8(ascii: "(")
    if plainEnd == limit || ShellBytes.endsWord[Int(bytes[plainEnd])] && !startsSubstitution {
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

  mutating func nested(_ range: Range<Int>, _ depth: Int) {
    guard depth < Self.depthLimit, !range.isEmpty else { return }
    let (savedIndex, savedLimit) = (index, limit)
    (index, limit) = (range.lowerBound, range.upperBound)
    readList(until: nil, depth: depth + 1)
    (index, limit) = (savedIndex, savedLimit)
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
