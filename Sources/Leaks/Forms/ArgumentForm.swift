import Syntax

/// Arguments: `set("name", "…")`, `["--name", "…"]`, `.name("…")`, `setName("…")`, `set :name, "…"`.
enum ArgumentForm {
  static func find(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> ValueStart? {
    second(text, name) ?? only(text, name)
  }

  /// The argument behind the one that is the name.
  private static func second(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> ValueStart? {
    var before = TextCursor(text, at: name.lowerBound)
    while name.lowerBound - before.index < Assignment.longestName,
      Assignment.isNamePart(before[-1]) || before[-1] == UInt8(ascii: ".")
    {
      before.index -= 1
    }
    let isOption = before.byte == UInt8(ascii: "-")
    var cursor = TextCursor(text, at: name.upperBound)
    let isSymbol = before[-1] == UInt8(ascii: ":") && before[-2].isBlank && cursor.byte == UInt8(ascii: ",")
    if !isSymbol {
      guard "\"'".utf8.contains(before[-1]), cursor.byte == before[-1],
        before[-2] == UInt8(ascii: "(") || isOption || before[-2].isBlank && before[-3].isLetter
      else { return nil }
      cursor.index += 1
    }
    guard cursor.skipOne(of: ",") else { return nil }
    cursor.skipSpace()
    // A default by name: `get("name", default="…")`.
    if cursor.skipWord("default") || cursor.skipWord("fallback") {
      cursor.skipBlanks()
      guard cursor.skipOne(of: "=:") else { return nil }
      cursor.skipBlanks()
    }
    return ValueStart(cursor.index, end: .quotes)
  }

  /// The only argument of what sets the name.
  private static func only(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> ValueStart? {
    var cursor = TextCursor(text, at: name.upperBound)
    guard cursor.byte == UInt8(ascii: "("), isSetter(text, name) else { return nil }
    cursor.index += 1
    cursor.skipSpace()
    return ValueStart(cursor.index, end: .quotes)
  }

  private static func isSetter(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> Bool {
    let start = TextCursor(text, at: name.lowerBound)
    if verbs.contains(where: start.stands) { return true }
    guard start[-1] == UInt8(ascii: ".") || start[-1] == UInt8(ascii: ">") && start[-2] == UInt8(ascii: "-") else {
      return false
    }
    return !readers.contains(where: start.stands)
  }

  private static let verbs: [StaticString] = ["set", "with", "use"]
  private static let readers: [StaticString] = [
    "get", "find", "has", "is", "check", "verify", "validate", "hash", "parse", "decode", "fetch", "load", "read",
    "create",
    "generate", "require", "assert", "revoke", "delete", "remove", "compare", "match", "encrypt", "decrypt", "resolve",
  ]
}
