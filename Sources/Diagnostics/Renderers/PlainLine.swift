extension StringProtocol {
  /// Whether every byte is a character of ASCII that is seen, or a space.
  var isPrintableASCII: Bool {
    func isPrintable(_ bytes: some Sequence<UInt8>) -> Bool { bytes.allSatisfy { (0x20..<0x7F).contains($0) } }
    return utf8.withContiguousStorageIfAvailable(isPrintable) ?? isPrintable(utf8)
  }
}

/// Makes text safe to print: no byte of a file can move the cursor, change colours or turn the direction of the line.
package enum PlainLine {
  package static func of(_ text: String) -> String {
    if text.isPrintableASCII { return text }
    guard text.unicodeScalars.contains(where: { isUnsafe($0) || PathBytes.byte($0) != nil }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        result += "    "
      } else if let byte = PathBytes.byte(scalar) {
        result += PathBytes.escape(byte)
      } else if isUnsafe(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same for several lines.
  package static func ofLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { of(String($0)) }.joined(separator: "\n")
  }

  /// Control characters, and those that turn the writing direction (UAX #9, 2.1 to 2.7) or mark it unseen.
  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: true
    default: false
    }
  }
}
