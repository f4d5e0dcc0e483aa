import Syntax

/// `name = …`, `"name": …`, `name := …`, `name?: string = …`, `config["name"] ??= …`, `ENV["name"] || …`: an operator behind
/// the name, what closes the name and its type between them.
enum OperatorForm {
  private static let longestType = 48

  static func find(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> ValueStart? {
    var cursor = TextCursor(text, at: name.upperBound)
    let isClosed = close(&cursor)
    cursor.skipBlanks()
    guard skipOperator(&cursor) || (!isClosed && skipTypedOperator(&cursor)) else { return nil }
    cursor.skipBlanks()
    if let block = blockScalar(cursor) { return block }
    skipTags(&cursor)
    guard cursor.byte.isLineBreak || cursor.isAtEnd else { return ValueStart(cursor.index, end: .style) }
    cursor.skipSpace()
    return ValueStart(cursor.index, end: .quotes)
  }

  /// What closes a name that is a string, an index or an argument: `"name"]`, `'name')`.
  private static func close(_ cursor: inout TextCursor) -> Bool {
    let isQuoted = cursor.skipQuote()
    if isQuoted { cursor.skip(atMost: 2) { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: ")") } }
    if !isQuoted { cursor.skipOne(of: "]?!") }
    return isQuoted
  }

  /// The longest first; those that compare or name give no value.
  private static let operators: [(sign: StaticString, gives: Bool)] = [
    (":::=", true), ("::=", true), ("||=", true), ("??=", true), ("//=", true), ("==", false), ("=~", false),
    ("::", false),
    (":=", true), ("?=", true), ("+=", true), (".=", true), ("=>", true), ("<-", true), ("||", true), ("??", true),
    ("?:", true), ("=", true), (":", true),
  ]

  private static func skipOperator(_ cursor: inout TextCursor) -> Bool {
    guard let found = operators.first(where: { cursor.stands($0.sign) }) else {
      // Python's fallback for a variable that is not set.
      return cursor[-1].isBlank && cursor.skipWord("or ")
    }
    let isColon = cursor.byte == UInt8(ascii: ":") && found.sign.utf8CodeUnitCount == 1
    cursor.skipWord(found.sign)
    if isColon { skipType(&cursor) }
    return found.gives
  }

  /// A type behind the colon, if an `=` follows it: `: Optional[str] =`, `: &'static str =`.
  private static func skipType(_ cursor: inout TextCursor) {
    var type = cursor
    type.skipBlanks()
    let start = type.index
    type.skip(atMost: longestType) { $0.isWord || "[]<>&'?|.*: ".utf8.contains($0) }
    guard type.index > start, type[-1].isBlank, type.byte == UInt8(ascii: "="), type[1] != UInt8(ascii: "="),
      type[1] != UInt8(ascii: ">")
    else { return }
    type.index += 1
    cursor = type
  }

  /// A type between the name and its `=`: Go's and Basic's `name string =`, C's `name[] =`, C#'s `name { get; set; } =`.
  private static func skipTypedOperator(_ cursor: inout TextCursor) -> Bool {
    var type = cursor
    if type.byte == UInt8(ascii: "{"), "\"'".utf8.contains(type[1]) {
      // C++ begins a variable with it.
      cursor.index += 1
      return true
    }
    if type.byte == UInt8(ascii: "{") {
      guard type.stands("{ get;") || type.stands("{get;") else { return false }
      type.skip(atMost: longestType) { $0 != UInt8(ascii: "}") && !$0.isLineBreak }
      guard type.skipOne(of: "}") else { return false }
      type.skipBlanks()
    } else {
      type.skip(atMost: longestType) { $0.isWord || "[]()*. ".utf8.contains($0) }
      guard type.index > cursor.index, type[-1].isBlank || type[-1] == UInt8(ascii: "]") else { return false }
    }
    type.skipOne(of: ":")
    guard type.byte == UInt8(ascii: "="), type[1] != UInt8(ascii: "="), type[1] != UInt8(ascii: ">") else {
      return false
    }
    type.index += 1
    // What precedes such an operator may be a sentence: its value has to stand in quotes.
    type.skipBlanks()
    var quote = type
    quote.skip(atMost: 3) { "bfrulBFRUL@$&".utf8.contains($0) }
    guard "\"'`".utf8.contains(quote.byte) else { return false }
    cursor = type
    return true
  }

  /// YAML's `|` and `>`: the value stands on the lines below.
  private static func blockScalar(_ cursor: TextCursor) -> ValueStart? {
    var cursor = cursor
    guard cursor.skipOne(of: "|>") else { return nil }
    cursor.skip(atMost: 2) { "+-".utf8.contains($0) || $0.isDigit }
    cursor.skipBlanks()
    guard cursor.byte.isLineBreak else { return nil }
    cursor.skip(atMost: 2, \.isLineBreak)
    let indentation = cursor.index
    cursor.skip(atMost: 128, \.isBlank)
    return cursor.index > indentation ? ValueStart(cursor.index, end: .line) : nil
  }

  /// YAML's tags and anchors: `!!str`, `!Sub`, `&db`.
  private static func skipTags(_ cursor: inout TextCursor) {
    var tag = cursor
    guard tag.skipOne(of: "!&") else { return }
    tag.skip(atMost: 32) { $0.isWord || $0 == UInt8(ascii: "!") }
    guard tag.byte.isBlank else { return }
    tag.skipBlanks()
    cursor = tag
  }
}
