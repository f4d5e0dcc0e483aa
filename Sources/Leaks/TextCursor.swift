import Syntax

/// A place in a text that reading moves along. Behind the text's end stand zeros, and every step is of bounded length.
struct TextCursor {
  let text: UnsafeBufferPointer<UInt8>
  var index: Int

  init(_ text: UnsafeBufferPointer<UInt8>, at index: Int) {
    self.text = text
    self.index = index
  }

  var byte: UInt8 { self[0] }
  var isAtEnd: Bool { index >= text.count }

  /// The byte so many places on, or back.
  subscript(_ offset: Int) -> UInt8 {
    let place = index + offset
    return place >= 0 && place < text.count ? text[place] : 0
  }

  /// Moves over bytes that fit.
  mutating func skip(atMost limit: Int, _ fits: (UInt8) -> Bool) {
    let end = min(text.count, index + limit)
    while index < end, fits(text[index]) { index += 1 }
  }

  mutating func skipBlanks() { skip(atMost: 32, \.isBlank) }
  mutating func skipSpace() { skip(atMost: 128, \.isSpace) }

  /// Moves over one of some bytes, if it stands here.
  @discardableResult mutating func skipOne(of bytes: StaticString) -> Bool {
    guard !isAtEnd, bytes.contains(byte) else { return false }
    index += 1
    return true
  }

  /// Moves over a word, if it stands here; small letters count as capitals, too.
  @discardableResult mutating func skipWord(_ word: StaticString) -> Bool {
    guard stands(word) else { return false }
    index += word.utf8CodeUnitCount
    return true
  }

  /// Whether a word stands here; small letters count as capitals, too.
  func stands(_ word: StaticString) -> Bool {
    word.withUTF8Buffer { word in
      guard index >= 0, index + word.count <= text.count else { return false }
      for offset in 0..<word.count {
        let byte = text[index + offset]
        guard byte == word[offset] || (byte.isUppercase && byte | 0x20 == word[offset]) else { return false }
      }
      return true
    }
  }

  /// Whether a word ends right before this place; small letters count as capitals, too.
  func follows(_ word: StaticString) -> Bool {
    TextCursor(text, at: index - word.utf8CodeUnitCount).stands(word)
  }

  /// Moves behind a quote, escaped as in JSON or not, if one stands here.
  @discardableResult mutating func skipQuote() -> Bool {
    let start = index
    if byte == UInt8(ascii: "\\") { index += 1 }
    if skipOne(of: "\"'`") { return true }
    index = start
    return false
  }
}

extension StaticString {
  func contains(_ byte: UInt8) -> Bool { withUTF8Buffer { $0.contains(byte) } }
}
