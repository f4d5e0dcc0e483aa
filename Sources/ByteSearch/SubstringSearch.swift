/// Searching text for a word, over UTF-8 bytes.
///
/// The standard library's `contains` and `firstRange(of:)` for strings go by characters through its pattern machinery;
/// these take their place wherever the word is a plain string, and cost a hundredth.
extension String {
  /// Whether a word occurs anywhere.
  package func contains(_ word: String) -> Bool { self[...].contains(word) }

  /// Where a word occurs first.
  package func firstRange(of word: String) -> Range<String.Index>? { self[...].firstRange(of: word) }
}

extension Substring {
  /// Whether a word occurs anywhere.
  package func contains(_ word: String) -> Bool {
    offset(of: word, in: self) != nil
  }

  /// Where a word occurs first.
  package func firstRange(of word: String) -> Range<String.Index>? {
    guard let offset = offset(of: word, in: self) else { return nil }
    let start = utf8.index(utf8.startIndex, offsetBy: offset)
    return start..<utf8.index(start, offsetBy: word.utf8.count)
  }
}

extension Array where Element == UInt8 {
  /// Where a word stands first in a part of the bytes.
  package func firstRange(of word: some Collection<UInt8>, in part: Range<Int>) -> Range<Int>? {
    withUnsafeBufferPointer { bytes in
      let text = UnsafeBufferPointer(rebasing: bytes[part])
      func search(_ word: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        firstOffset(of: word, in: text).map { part.lowerBound + $0..<part.lowerBound + $0 + word.count }
      }
      return word.withContiguousStorageIfAvailable(search) ?? Array(word).withUnsafeBufferPointer(search)
    }
  }
}

private func offset(of word: String, in text: Substring) -> Int? {
  let found = text.utf8.withContiguousStorageIfAvailable { text in
    word.utf8.withContiguousStorageIfAvailable { firstOffset(of: $0, in: text) }
  }
  if let found, let found { return found }
  return Array(word.utf8).withUnsafeBufferPointer { word in
    Array(text.utf8).withUnsafeBufferPointer { firstOffset(of: word, in: $0) }
  }
}

private func firstOffset(of word: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Int? {
  guard let first = word.first else { return 0 }
  var index = 0
  while index + word.count <= text.count {
    if text[index] == first {
      var length = 1
      while length < word.count, text[index + length] == word[length] { length += 1 }
      if length == word.count { return index }
    }
    index += 1
  }
  return nil
}
