/// Bytes as text, two lower-case digits each (RFC 4648, "base16").
package enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  /// The digits' ASCII.
  package static func bytes(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count * 2) { target, count in
      for byte in bytes {
        target[count] = digits[Int(byte >> 4)]
        target[count + 1] = digits[Int(byte & 15)]
        count += 2
      }
    }
  }

  package static func text(_ bytes: [UInt8]) -> String {
    String(decoding: self.bytes(bytes), as: UTF8.self)
  }

  /// The bytes of a text of digits; what is no digit is passed over.
  package static func decoding(_ text: some StringProtocol) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
