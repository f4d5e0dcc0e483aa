import Cryptography

/// What AWS calls a request in `x-amzn-RequestId`: a random UUID.
enum RequestID {
  static func random() throws -> String {
    let digits = Hexadecimal.bytes(try SecureRandom.bytes(16))
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(digit)
    }
    text[14] = UInt8(ascii: "4")
    return String(decoding: text, as: UTF8.self)
  }
}
