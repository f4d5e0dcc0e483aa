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
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        result.append(contentsOf: "    ".unicodeScalars)
      } else if isUnsafe(scalar) {
        result.append("\u{FFFD}")
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Control characters, and those that turn the writing direction (UAX #9, 2.1 to 2.7).
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: true
    default: false
    }
  }
}
