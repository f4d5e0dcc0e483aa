import Syntax

/// A value that holds where nothing else is set: `${name:-…}`, `${name:=…}`, Spring's `${db.name:…}`.
enum DefaultForm {
  static func find(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> ValueStart? {
    var start = TextCursor(text, at: name.lowerBound)
    while start.index > 0, name.lowerBound - start.index < Assignment.longestName,
      Assignment.isNamePart(start[-1]) || start[-1] == UInt8(ascii: ".")
    {
      start.index -= 1
    }
    guard start.follows("${") else { return nil }
    var cursor = TextCursor(text, at: name.upperBound)
    guard cursor.skipOne(of: ":") else { return nil }
    cursor.skipOne(of: "-=")
    return ValueStart(cursor.index, end: .before(UInt8(ascii: "}")))
  }
}
