import Syntax

/// A name and a value in two fields of one thing, in either order: `{"name": "NAME", "value": …}`, `- value: …` + `key: NAME`,
/// `<add key="NAME" value=…>`, `ParameterKey=NAME,ParameterValue=…`.
enum PairForm {
  private static let longest = 240
  private static let keys: [StaticString] = ["name", "key", "parameterkey", "variable", "id", "property"]

  static func find(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> ValueStart? {
    guard isField(text, name) else { return nil }
    return forwards(text, name.upperBound) ?? backwards(text, name.lowerBound)
  }

  /// Whether the name is the value of a field that names things.
  private static func isField(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> Bool {
    var before = TextCursor(text, at: name.lowerBound)
    while name.lowerBound - before.index < Assignment.longestName,
      Assignment.isNamePart(before[-1])
        || ".:/".utf8.contains(before[-1]) && !before[-2].isBlank && before[-2] != UInt8(ascii: "\"")
    {
      before.index -= 1
    }
    if "\"'".utf8.contains(before[-1]) { before.index -= before[-2] == UInt8(ascii: "\\") ? 2 : 1 }
    while before[-1].isBlank, name.lowerBound - before.index < Assignment.longestName + 16 { before.index -= 1 }
    guard before[-1] == UInt8(ascii: ":") || before[-1] == UInt8(ascii: "=") else { return false }
    before.index -= 1
    while before[-1].isBlank { before.index -= 1 }
    if "\"'".utf8.contains(before[-1]) { before.index -= before[-2] == UInt8(ascii: "\\") ? 2 : 1 }
    return keys.contains { before.follows($0) }
  }

  private static func forwards(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> ValueStart? {
    var cursor = TextCursor(text, at: start)
    let limit = min(text.count, start + longest)
    while cursor.index < limit, !endsThing(cursor) {
      if let value = FieldValue.behindKey(cursor) { return value }
      cursor.index += 1
    }
    return nil
  }

  private static func backwards(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> ValueStart? {
    var cursor = TextCursor(text, at: end)
    while cursor.index > 0, end - cursor.index < longest, !beginsThing(cursor) { cursor.index -= 1 }
    while cursor.index < end {
      if let value = FieldValue.behindKey(cursor) { return value.index < end ? value : nil }
      cursor.index += 1
    }
    return nil
  }

  /// A brace, the end of a tag, an empty line, or the next entry of a list in YAML.
  private static func endsThing(_ cursor: TextCursor) -> Bool {
    switch cursor.byte {
    case UInt8(ascii: "}"), UInt8(ascii: ">"): return true
    case 0x0A:
      var next = cursor
      next.index += 1
      next.skip(atMost: 64, \.isBlank)
      return next.byte.isLineBreak || next.byte == UInt8(ascii: "-") && next[1].isBlank
    default: return false
    }
  }

  private static func beginsThing(_ cursor: TextCursor) -> Bool {
    switch cursor[-1] {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"): true
    case UInt8(ascii: "-"): cursor.byte.isBlank && (cursor[-2].isSpace || cursor.index == 1)
    case 0x0A: cursor.byte.isLineBreak
    default: false
    }
  }
}
