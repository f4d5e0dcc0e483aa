/// The checksum of GitHub's and npm's tokens: a CRC-32 of the random part in six digits of base 62
/// (github.blog, "Behind GitHub's new authentication token formats").
enum TokenChecksum {
  /// - Parameter body: what stands behind the prefix.
  static func holds(_ body: ArraySlice<UInt8>) -> Bool {
    guard body.count > 6 else { return false }
    var rest = crc32(body.dropLast(6))
    var digits: [UInt8] = []
    for _ in 0..<6 {
      digits.append(alphabet[Int(rest % 62)])
      rest /= 62
    }
    return body.suffix(6).elementsEqual(digits.reversed())
  }

  private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  private static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
  }
}
