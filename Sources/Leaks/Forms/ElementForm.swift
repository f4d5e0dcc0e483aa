import Syntax

/// XML: `<name>…</name>`, `<string name="name">…</string>`, `<key>name</key><string>…</string>`, CDATA among them.
enum ElementForm {
  private static let longestTag = 160

  static func find(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> ValueStart? {
    guard var cursor = behindTag(text, name) else { return nil }
    cursor.skipSpace()
    // The value's own element, where the name has one: `<value>`, `<string>`.
    if cursor.byte == UInt8(ascii: "<"), cursor[1].isLetter {
      cursor.index += 1
      guard cursor.stands("value") || cursor.stands("string") || cursor.stands("default") else { return nil }
      cursor.skip(atMost: longestTag) { $0 != UInt8(ascii: ">") && !$0.isLineBreak }
      guard cursor.skipOne(of: ">") else { return nil }
      cursor.skipSpace()
    }
    if cursor.skipWord("<![cdata[") { return ValueStart(cursor.index, end: .before(UInt8(ascii: "]"))) }
    return ValueStart(cursor.index, end: .before(UInt8(ascii: "<")))
  }

  private static func behindTag(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> TextCursor? {
    var cursor = TextCursor(text, at: name.upperBound)
    let before = TextCursor(text, at: prefixStart(text, name.lowerBound))[-1]
    if before == UInt8(ascii: "<") || isAttribute(text, name) {
      cursor.skip(atMost: longestTag) { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
      guard cursor.byte == UInt8(ascii: ">"), cursor[-1] != UInt8(ascii: "/") else { return nil }
    } else if before == UInt8(ascii: ">"), cursor.stands("</") {
      cursor.skip(atMost: longestTag) { $0 != UInt8(ascii: ">") && !$0.isLineBreak }
      guard cursor.byte == UInt8(ascii: ">") else { return nil }
      var next = TextCursor(text, at: cursor.index + 1)
      next.skipSpace()
      // The element that closes here has only the name.
      guard next.byte == UInt8(ascii: "<"), next[1].isLetter else { return nil }
    } else {
      return nil
    }
    cursor.index += 1
    return cursor
  }

  /// Where the name begins, its dotted prefix and name space included: `db.password`, `cfg:password`.
  private static func prefixStart(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var index = start
    while index > 0, start - index < Assignment.longestName,
      Assignment.isNamePart(text[index - 1]) || ".:".utf8.contains(text[index - 1])
    {
      index -= 1
    }
    return index
  }

  /// `name="db.password"`, `key='token'`.
  private static func isAttribute(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> Bool {
    let cursor = TextCursor(text, at: prefixStart(text, name.lowerBound))
    guard "\"'".utf8.contains(cursor[-1]), TextCursor(text, at: name.upperBound).byte == cursor[-1],
      cursor[-2] == UInt8(ascii: "=")
    else { return false }
    let sign = TextCursor(text, at: cursor.index - 2)
    return sign.follows("name") || sign.follows("key")
  }
}
