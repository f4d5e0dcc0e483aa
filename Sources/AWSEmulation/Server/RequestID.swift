import Cryptography
import Synchronization

/// What AWS calls a request in `x-amzn-RequestId`: a UUID (RFC 9562, version 8), half of it the process's and half a count.
enum RequestID {
  private static let process = UInt64.random(in: 0...UInt64.max) & ~0xF000 | 0x8000
  private static let count = Atomic<UInt64>(UInt64.random(in: 0...UInt64.max) >> 8)

  static func next() -> String {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue & ~(3 << 62) | 2 << 62
    let digits = Hexadecimal.bytes(bytes(process) + bytes(number))
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (index, digit) in digits.enumerated() {
      if index == 8 || index == 12 || index == 16 || index == 20 { text.append(UInt8(ascii: "-")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func bytes(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}
