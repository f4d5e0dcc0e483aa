import Syntax

/// A value inside the block that a name opens: `name: {value: …}`, Terraform's `variable "name" { default = … }`, and the
/// lines below `name:` in YAML.
enum BlockForm {
  private static let longest = 240

  static func find(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> ValueStart? {
    var cursor = TextCursor(text, at: name.upperBound)
    cursor.skipQuote()
    cursor.skipBlanks()
    if cursor.skipOne(of: ":=") { cursor.skip(atMost: 2) { $0 == UInt8(ascii: ">") } }
    cursor.skipSpace()
    let isBraced = cursor.skipOne(of: "{")
    guard isBraced || TextCursor(text, at: name.upperBound).byte == UInt8(ascii: ":") else { return nil }
    let indentation = isBraced ? 0 : column(text, cursor.index)
    guard isBraced || indentation > column(text, name.lowerBound) else { return nil }
    let limit = min(text.count, cursor.index + longest)
    while cursor.index < limit {
      if isBraced, cursor.byte == UInt8(ascii: "}") { return nil }
      if !isBraced, cursor[-1] == 0x0A, !cursor.byte.isSpace { return nil }
      if let value = FieldValue.behindKey(cursor, isLine: !isBraced && column(text, cursor.index) == indentation) {
        return value
      }
      cursor.index += 1
    }
    return nil
  }

  /// How many bytes stand before a place on its line.
  private static func column(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Int {
    var index = offset
    while index > 0, offset - index < 200, text[index - 1] != 0x0A { index -= 1 }
    return offset - index
  }
}

/// The field that holds a value: `value: …`, `"Value": …`, `default = …`, `ParameterValue=…`.
enum FieldValue {
  private static let keys: [StaticString] = ["value", "defaultvalue", "default", "parametervalue", "plaintext"]

  /// What follows such a key, if it stands here as a whole word.
  ///
  /// - Parameter isLine: whether the key begins its line and needs no quotes or signs around it.
  static func behindKey(_ cursor: TextCursor, isLine: Bool = false) -> ValueStart? {
    guard isLine || !cursor[-1].isWord, let key = keys.first(where: cursor.stands) else { return nil }
    var cursor = cursor
    cursor.skipWord(key)
    cursor.skipQuote()
    cursor.skipBlanks()
    guard cursor.skipOne(of: ":=") else { return nil }
    cursor.skipOne(of: ">")
    cursor.skipBlanks()
    return ValueStart(cursor.index, end: .style)
  }
}
