import Syntax

/// How a kind of text writes values.
package enum ValueStyle: Sendable {
  /// Programs, JSON, XML: in quotes.
  case quoted
  /// dotenv, YAML, INI, shell, Makefiles: with or without quotes.
  case bare
  /// Documents and logs: as in the code and settings that they show; a word of a sentence is no value.
  case prose
  /// CSV: below their names.
  case columns
}

/// `NAME = value` in whatever language: found from a word inside the name.
struct Assignment {
  let name: Range<Int>
  let value: Range<Int>
  /// Whether nothing but its own bytes says where the value ends: no quotes, no brackets.
  let isBare: Bool

  /// Longer names are no names.
  static let longestName = 128

  /// The ways in which languages bring a name and a value together, in the order in which they are tried.
  private static let forms: [@Sendable (UnsafeBufferPointer<UInt8>, Range<Int>) -> ValueStart?] = [
    ElementForm.find, DefaultForm.find, OperatorForm.find, BlockForm.find, PairForm.find, ArgumentForm.find,
    WordForm.find,
  ]

  static func find(_ text: UnsafeBufferPointer<UInt8>, at offset: Int, style: ValueStyle) -> Assignment? {
    var start = offset
    while start > 0, offset - start < longestName, isNamePart(text[start - 1]) { start -= 1 }
    var end = offset
    while end < text.count, end - offset < longestName, isNamePart(text[end]) { end += 1 }
    // A dotted name goes on: `fs.secret.key`.
    while end + 1 < text.count, end - offset < longestName, text[end] == UInt8(ascii: "."), text[end + 1].isLetter {
      end += 1
      while end < text.count, end - offset < longestName, isNamePart(text[end]) { end += 1 }
    }
    guard end - start < longestName, !isInNamespace(text, start) else { return nil }
    // `--password`: the dashes are the option's.
    while start < offset, text[start] == UInt8(ascii: "-") { start += 1 }
    let name = start..<end
    for form in forms {
      guard let first = form(text, name) else { continue }
      guard let value = WrittenValue.read(text, first, name: name, style: style) else { continue }
      return Assignment(name: name, value: value.range, isBare: value.isBare)
    }
    return nil
  }

  /// `AWS::ApiGateway::ApiKey` names a type.
  private static func isInNamespace(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    start > 1 && text[start - 1] == UInt8(ascii: ":") && text[start - 2] == UInt8(ascii: ":")
  }

  static func isNamePart(_ byte: UInt8) -> Bool {
    byte.isWord || byte == UInt8(ascii: "-")
  }
}

/// Where a value begins, and what says where it ends.
struct ValueStart {
  enum End: Equatable {
    /// Its quotes, or, where the style of the text has values without, its own bytes.
    case style
    /// Its quotes, nothing else.
    case quotes
    /// Its quotes, or its own bytes in a text of whatever style.
    case word
    /// The byte that follows it: the `<` of XML, the `}` of a default.
    case before(UInt8)
    /// The end of its line.
    case line
  }

  let index: Int
  let end: End

  init(_ index: Int, end: End) {
    self.index = index
    self.end = end
  }
}
