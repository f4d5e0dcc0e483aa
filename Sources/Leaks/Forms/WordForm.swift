import Syntax

/// A name and a value with nothing but blanks between them: `--name …`, `#define name "…"`, `:name "…"`, `setx name …`,
/// `aws configure set name …`, `WITH PASSWORD '…'`, Gradle's and Chef's `name "…"`.
enum WordForm {
  static func find(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> ValueStart? {
    var cursor = TextCursor(text, at: name.upperBound)
    guard cursor.byte.isBlank else { return nil }
    cursor.skipBlanks()
    let before = TextCursor(text, at: name.lowerBound)
    let isQuoted = "\"'".utf8.contains(cursor.byte)
    if before.follows("--"), !before.follows("---") {
      return cursor.byte == UInt8(ascii: "-") ? nil : ValueStart(cursor.index, end: .word)
    }
    var word = before
    while word[-1].isBlank, before.index - word.index < 16 { word.index -= 1 }
    if word.index < before.index, words.contains(where: { follows(word, $0) }) {
      return ValueStart(cursor.index, end: .word)
    }
    guard isQuoted else { return nil }
    if before[-1] == UInt8(ascii: ":"), !before[-2].isWord { return ValueStart(cursor.index, end: .quotes) }
    if word.index == 0 || word[-1].isLineBreak || word[-1] == UInt8(ascii: "{") {
      return ValueStart(cursor.index, end: .quotes)
    }
    let isSQL = clauses.contains { follows(word, $0) }
    return isSQL ? ValueStart(cursor.index, end: .quotes) : nil
  }

  /// Words that a name and its value follow.
  private static let words: [StaticString] = [
    "#define", "setx", "setenv", "configure set", "set -x", "set -gx", "set -ux", "passenv", "fastcgi_param", "(def",
    "env",
  ]
  /// Words of SQL before PASSWORD.
  private static let clauses: [StaticString] = ["with", "encrypted", "login", "valid", "identified"]

  private static func follows(_ cursor: TextCursor, _ word: StaticString) -> Bool {
    guard cursor.follows(word) else { return false }
    return !cursor[-word.utf8CodeUnitCount - 1].isWord || word.contains(UInt8(ascii: "#"))
      || word.contains(UInt8(ascii: "("))
  }
}
