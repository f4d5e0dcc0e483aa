import Diagnostics

/// A `.env` file: its lines as they stand.
package struct DotenvTree: Sendable {
  package let source: SourceText
  package let entries: [DotenvEntry]
  package let comments: [Range<Int>]
  package let problems: [SyntaxProblem]
}

package enum DotenvQuote: UInt8, Sendable {
  case single = 0x27
  case double = 0x22
  case backtick = 0x60
}

package struct DotenvEntry: Sendable {
  package let key: String
  package let keyRange: Range<Int>
  package let isExported: Bool
  /// Whether there is an `=`: a key alone inherits its value.
  package let hasValue: Bool
  package let quote: DotenvQuote?
  /// The value as written, quotes included and an inline comment left out.
  package let rawRange: Range<Int>
  /// The value between its quotes.
  package let valueRange: Range<Int>
  /// The value as node's `dotenv` reads it: quotes removed, `\n` of double quotes a line break, references as written.
  package let value: String
  /// The whole entry, from its first byte to the end of its value.
  package let range: Range<Int>
}

/// Reads a dotenv file. Quoted values may span lines; a quote that is never closed belongs to its line alone.
package enum DotenvParser {
  package static func parse(_ source: SourceText) -> DotenvTree {
    var reader = DotenvReader(source)
    return reader.read()
  }
}

private struct DotenvReader {
  private let source: SourceText
  private let bytes: [UInt8]
  private var entries: [DotenvEntry] = []
  private var comments: [Range<Int>] = []
  private var problems: [SyntaxProblem]
  private var line = 0
  /// For each quote, an offset from which on it is known not to occur: keeps files full of open quotes linear.
  private var absent: [UInt8: Int] = [:]

  init(_ source: SourceText) {
    self.source = source
    (bytes, problems) = sanitizedUTF8(source.bytes)
  }

  mutating func read() -> DotenvTree {
    while line < source.lines.count { readLine() }
    return DotenvTree(source: source, entries: entries, comments: comments, problems: problems.sortedAndCapped())
  }

  private mutating func readLine() {
    var range = source.lines.content(of: line, in: bytes)
    if line == 0, bytes.starts(with: "\u{FEFF}", at: 0) { range = min(3, range.upperBound)..<range.upperBound }
    let content = bytes.trimmed(range)
    line += 1
    guard !content.isEmpty else { return }
    if bytes[content.lowerBound] == UInt8(ascii: "#") {
      comments.append(content)
      return
    }
    if bytes.starts(with: "-----BEGIN", at: content.lowerBound) {
      readBareKey(from: content.lowerBound)
    } else {
      readEntry(content)
    }
  }

  /// A PEM block outside of quotes: its lines are no entries, and nothing of them may be taken for a name.
  private mutating func readBareKey(from start: Int) {
    var end = source.lines.content(of: line - 1, in: bytes).upperBound
    while line < source.lines.count {
      let content = source.lines.content(of: line, in: bytes)
      let isNextEntry = separator(content).map { offset in
        bytes[content.lowerBound..<offset].allSatisfy { $0.isUppercase || $0 == UInt8(ascii: "_") }
      }
      if isNextEntry ?? false { break }
      end = content.upperBound
      line += 1
      if bytes.starts(with: "-----END", at: bytes.trimmed(content).lowerBound) { break }
    }
    problem(
      start..<end, "a key of several lines outside of quotes",
      hint: "put the whole value into double quotes, with \\n for line breaks")
  }

  private mutating func readEntry(_ content: Range<Int>) {
    var start = content.lowerBound
    let isExported =
      bytes.starts(with: "export", at: start) && start + 6 < content.upperBound && bytes[start + 6].isBlank
    if isExported { start = bytes.trimmed(start + 6..<content.upperBound).lowerBound }
    guard let separator = separator(start..<content.upperBound) else {
      readKeyAlone(start..<content.upperBound, content, isExported)
      return
    }
    let key = bytes.trimmed(start..<separator)
    if key.isEmpty {
      problem(content, "a value without a key before '='")
      return
    }
    let from = bytes.trimmed(separator + 1..<content.upperBound).lowerBound
    let isEmpty = from >= content.upperBound
    let read =
      isEmpty
      ? ReadValue(raw: separator + 1..<separator + 1, value: separator + 1..<separator + 1, text: "")
      : value(from, content.upperBound)
    entries.append(
      DotenvEntry(
        key: bytes.text(key), keyRange: key, isExported: isExported, hasValue: true, quote: read.quote,
        rawRange: read.raw,
        valueRange: read.value, value: read.text, range: content.lowerBound..<max(separator + 1, read.raw.upperBound)))
  }

  /// The `=` behind the key, or the `:` of `KEY: value`.
  private func separator(_ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "=") { return index }
      if bytes[index] == UInt8(ascii: ":"), index + 1 < range.upperBound, bytes[index + 1].isBlank,
        index > range.lowerBound,
        bytes[range.lowerBound..<index].allSatisfy(\.isWord)
      {
        return index
      }
      index += 1
    }
    return nil
  }

  private mutating func readKeyAlone(_ word: Range<Int>, _ content: Range<Int>, _ isExported: Bool) {
    let name = bytes[word]
    guard let first = name.first, first.isLetter || first == UInt8(ascii: "_"), name.allSatisfy(\.isWord) else {
      problem(content, "a line that is neither KEY=value nor a comment")
      return
    }
    entries.append(
      DotenvEntry(
        key: bytes.text(word), keyRange: word, isExported: isExported, hasValue: false, quote: nil,
        rawRange: word.upperBound..<word.upperBound, valueRange: word.upperBound..<word.upperBound, value: "",
        range: content))
  }

  private struct ReadValue {
    var quote: DotenvQuote?
    let raw: Range<Int>
    let value: Range<Int>
    let text: String
  }

  private mutating func value(_ start: Int, _ lineEnd: Int) -> ReadValue {
    guard let quote = DotenvQuote(rawValue: bytes[start]) else { return unquoted(start, lineEnd) }
    guard let close = closingQuote(quote.rawValue, from: start + 1) else {
      problem(
        start..<start + 1, "a quote that is never closed",
        hint: "loaders disagree on what this reads as: close it or remove it")
      return unquoted(start, lineEnd)
    }
    let inner = start + 1..<close
    skipLines(to: close)
    noteTrailing(close + 1)
    let text = quote == .double ? doubleQuoted(inner) : bytes.text(inner)
    return ReadValue(quote: quote, raw: start..<close + 1, value: inner, text: text)
  }

  private mutating func closingQuote(_ quote: UInt8, from start: Int) -> Int? {
    if let known = absent[quote], start >= known { return nil }
    var index = start
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\"), quote == DotenvQuote.double.rawValue {
        index += 2
        continue
      }
      if bytes[index] == quote { return index }
      index += 1
    }
    absent[quote] = start
    return nil
  }

  private mutating func skipLines(to offset: Int) {
    line = max(line, source.lines.line(at: offset) + 1)
  }

  /// What follows a closing quote on its line: nothing, a comment, or something no loader expects.
  private mutating func noteTrailing(_ start: Int) {
    let lineEnd = source.lines.content(of: source.lines.line(at: max(0, start - 1)), in: bytes).upperBound
    guard start < lineEnd else { return }
    let rest = bytes.trimmed(start..<lineEnd)
    guard !rest.isEmpty else { return }
    if bytes[rest.lowerBound] == UInt8(ascii: "#") {
      comments.append(rest)
    } else {
      problem(
        rest, "text after the closing quote", hint: "loaders disagree on what this reads as: quote the whole value")
    }
  }

  private mutating func unquoted(_ start: Int, _ lineEnd: Int) -> ReadValue {
    var end = lineEnd
    var index = start
    while index < lineEnd {
      if bytes[index] == UInt8(ascii: "#"), index == start || bytes[index - 1].isBlank {
        comments.append(index..<lineEnd)
        end = index
        break
      }
      index += 1
    }
    let range = start..<max(start, bytes.trimmed(start..<end).upperBound)
    if bytes.starts(with: "-----BEGIN", at: start), !bytes[start..<lineEnd].contains(UInt8(ascii: "\\")) {
      readBareKey(from: start)
    }
    return ReadValue(raw: range, value: range, text: bytes.text(range))
  }

  private func doubleQuoted(_ range: Range<Int>) -> String {
    guard bytes[range].contains(UInt8(ascii: "\\")) else { return bytes.text(range) }
    var result: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upperBound {
        switch bytes[index + 1] {
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        default: result += [bytes[index], bytes[index + 1]]
        }
        index += 2
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func problem(_ range: Range<Int>, _ message: String, hint: String? = nil) {
    problems.append(SyntaxProblem(range, message, hint: hint))
  }
}
