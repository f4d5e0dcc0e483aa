import Syntax

/// Base 64 (RFC 4648 §4, §5) inside a text.
enum Base64Text {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// For each byte its digit; 0xFF for none.
  private static let digits: [UInt8] = {
    var digits = [UInt8](repeating: 0xFF, count: 256)
    for (index, byte) in alphabet.enumerated() { digits[Int(byte)] = UInt8(index) }
    digits[Int(UInt8(ascii: "-"))] = 62
    digits[Int(UInt8(ascii: "_"))] = 63
    return digits
  }()

  /// How many digits the bytes before it share, by the phase.
  private static let sharedDigits = [0, 2, 3]

  /// The digits that stand for these bytes alone.
  ///
  /// - Parameter phase: how many bytes of their group of three stand before them.
  static func digits(of bytes: [UInt8], phase: Int) -> some Collection<UInt8> {
    let last = (phase + bytes.count) * 8 / 6
    return (min(sharedDigits[phase], last)..<last).lazy.map { index in
      // A digit is six bits of two bytes.
      let bit = index * 6 - phase * 8
      let first = bit >> 3
      let next = first + 1 < bytes.count ? UInt16(bytes[first + 1]) : 0
      let pair = UInt16(bytes[first]) << 8 | next
      return alphabet[Int(pair >> UInt16(10 - bit & 7) & 63)]
    }
  }

  static func decode(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count * 3 / 4)
    var (bits, count) = (UInt32(0), 0)
    for byte in text {
      bits = (bits << 6 | UInt32(digits[Int(byte)] & 63)) & 0xFF_FFFF
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return result
  }

  /// The digits around a place, as far as one token reaches, beginning with a group of four.
  ///
  /// - Parameter phase: how many bytes of its group of three stand before what was found there.
  static func run(around offset: Int, phase: Int, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var start = offset - sharedDigits[phase]
    guard start >= 0 else { return offset..<offset }
    while start >= 4, offset - start < 512, (1...4).allSatisfy({ digits[Int(text[start - $0])] != 0xFF }) { start -= 4 }
    var end = offset
    while end < text.count, end - offset < 2_048, digits[Int(text[end])] != 0xFF { end += 1 }
    return start..<end
  }
}

/// Percent-encoding (RFC 3986 §2.1) inside a text.
enum PercentText {
  static func run(around offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    func fits(_ byte: UInt8) -> Bool { byte.isWord || "%.~+-".utf8.contains(byte) }
    var start = offset
    while start > 0, offset - start < 64, fits(text[start - 1]) { start -= 1 }
    var end = offset
    while end < text.count, end - offset < 512, fits(text[end]) { end += 1 }
    return start..<end
  }

  static func decode(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
    func digit(_ byte: UInt8) -> UInt8? {
      switch byte {
      case 0x30...0x39: byte - 0x30
      case 0x41...0x46: byte - 0x37
      case 0x61...0x66: byte - 0x57
      default: nil
      }
    }
    var result: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex, let high = digit(text[index + 1]),
        let low = digit(text[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }
}
