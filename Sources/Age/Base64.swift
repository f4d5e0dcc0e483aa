/// Base 64 (RFC 4648 §4), canonical only: of the texts that would decode to the same bytes, one is accepted.
package enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()
  private static let padding = UInt8(ascii: "=")

  /// The text of some bytes, without its padding unless that is asked for.
  /// - Parameter padded: Whether the text is filled up with `=` to a multiple of four.
  package static func encode(_ bytes: some Collection<UInt8>, padded: Bool = false) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var accumulator: UInt32 = 0
    var bits = 0
    for byte in bytes {
      accumulator = accumulator << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(alphabet[Int(accumulator >> UInt32(bits)) & 63])
      }
      accumulator &= (1 << UInt32(bits)) - 1
    }
    if bits > 0 { text.append(alphabet[Int(accumulator << UInt32(6 - bits)) & 63]) }
    while padded, text.count % 4 != 0 { text.append(padding) }
    return text
  }

  /// - Returns: Nil for a foreign character, a wrong length, missing or unwanted padding, or bits that no encoder leaves.
  package static func decode(_ text: some Collection<UInt8>, padded: Bool = false) -> [UInt8]? {
    var digits = Array(text)
    if padded {
      guard digits.count % 4 == 0 else { return nil }
      var removed = 0
      while removed < 2, digits.last == padding {
        digits.removeLast()
        removed += 1
      }
    }
    guard digits.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count * 3 / 4)
    var accumulator: UInt32 = 0
    var bits = 0
    for character in digits {
      let value = values[Int(character)]
      guard value != 0xFF else { return nil }
      accumulator = accumulator << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: accumulator >> UInt32(bits)))
      }
      accumulator &= (1 << UInt32(bits)) - 1
    }
    return accumulator == 0 ? bytes : nil
  }
}
