#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension UInt8 {
  package var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  package var isUppercase: Bool { self >= 0x41 && self <= 0x5A }
  package var isLowercase: Bool { self >= 0x61 && self <= 0x7A }
  package var isLetter: Bool { isUppercase || isLowercase }
  /// A character of an identifier as shells know it: letter, digit or underscore.
  package var isWord: Bool { isLetter || isDigit || self == 0x5F }
  /// Space or tab.
  package var isBlank: Bool { self == 0x20 || self == 0x09 }
  package var isLineBreak: Bool { self == 0x0A || self == 0x0D }
  package var isSpace: Bool { isBlank || isLineBreak || self == 0x0B || self == 0x0C }
  package var isContinuation: Bool { self & 0xC0 == 0x80 }
}

extension Array where Element == UInt8 {
  /// The range without white space at either end.
  package func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, self[start].isSpace { start += 1 }
    while end > start, self[end - 1].isSpace { end -= 1 }
    return start..<end
  }

  package func text(_ range: Range<Int>) -> String {
    String(decoding: self[range], as: UTF8.self)
  }

  /// The first offset of a byte in a range.
  package func firstOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  package func starts(with ascii: StaticString, at offset: Int) -> Bool {
    let length = ascii.utf8CodeUnitCount
    guard offset >= 0, offset + length <= count else { return false }
    return ascii.withUTF8Buffer { expected in
      for index in 0..<length where self[offset + index] != expected[index] { return false }
      return true
    }
  }
}

extension Array where Element == UInt8 {
  /// Whether a word occurs anywhere.
  package func contains(ascii word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard length <= count, length > 0 else { return length == 0 }
    return withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return false }
      var from = 0
      let last = buffer.count - length
      while from <= last, let hit = memchr(base + from, Int32(word.utf8Start.pointee), last - from + 1) {
        if memcmp(hit, word.utf8Start, length) == 0 { return true }
        from = base.distance(to: UnsafeRawPointer(hit)) + 1
      }
      return false
    }
  }
}

/// The text with every byte that is not part of valid UTF-8, and every NUL, replaced by one `?`; offsets stay the same.
package func sanitizedUTF8(_ bytes: [UInt8]) -> (bytes: [UInt8], problems: [SyntaxProblem]) {
  var result = bytes
  var bad: [Int] = []
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    if byte < 0x80 {
      if byte == 0 { bad.append(index) }
      index += 1
      continue
    }
    let length = utf8SequenceLength(bytes, at: index)
    if length == 0 {
      bad.append(index)
      index += 1
    } else {
      index += length
    }
  }
  for offset in bad { result[offset] = UInt8(ascii: "?") }
  guard let first = bad.first else { return (result, []) }
  let what = bytes[first] == 0 ? "a NUL byte" : "a byte that is not UTF-8"
  let message = bad.count == 1 ? "\(what) in the text" : "\(what) in the text, the first of \(bad.count)"
  return (result, [SyntaxProblem(first..<first + 1, message, hint: "save the file as UTF-8 text")])
}

/// The length of the well-formed UTF-8 sequence at an offset, 0 if there is none (Unicode 15, table 3-7).
private func utf8SequenceLength(_ bytes: [UInt8], at index: Int) -> Int {
  func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
    index + offset < bytes.count && range.contains(bytes[index + offset])
  }
  switch bytes[index] {
  case 0xC2...0xDF: return continues(1) ? 2 : 0
  case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : 0
  case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : 0
  case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
  case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : 0
  case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
  case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : 0
  default: return 0
  }
}
