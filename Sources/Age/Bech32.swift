/// Bech32 (BIP 173) without its limit of 90 characters, as age uses it for keys.
enum Bech32 {
  private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let generator: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]

  /// The text in lower case.
  static func encode(_ bytes: [UInt8], prefix: String) -> String {
    let data = regroup(bytes, from: 8, to: 5, padding: true) ?? []
    let residue = polymod(expand(prefix) + data + [UInt8](repeating: 0, count: 6)) ^ 1
    let checksum = (0..<6).map { UInt8(truncatingIfNeeded: residue >> UInt32(5 * (5 - $0))) & 31 }
    return prefix + "1" + String(decoding: (data + checksum).map { alphabet[Int($0)] }, as: UTF8.self)
  }

  /// The prefix in lower case and the bytes.
  /// - Returns: Nil for mixed case, a foreign character, a wrong checksum or left-over bits.
  static func decode(_ text: String) -> (prefix: String, bytes: [UInt8])? {
    let lower = text.lowercased()
    guard text == lower || text == text.uppercased() else { return nil }
    let characters = Array(lower.utf8)
    guard characters.allSatisfy({ $0 > 32 && $0 < 127 }),
      let separator = characters.lastIndex(of: UInt8(ascii: "1")), separator > 0, separator + 7 <= characters.count
    else { return nil }
    let prefix = String(decoding: characters[..<separator], as: UTF8.self)
    var data: [UInt8] = []
    for character in characters[(separator + 1)...] {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      data.append(UInt8(value))
    }
    guard polymod(expand(prefix) + data) == 1,
      let bytes = regroup(Array(data.dropLast(6)), from: 5, to: 8, padding: false)
    else { return nil }
    return (prefix, bytes)
  }

  private static func expand(_ prefix: String) -> [UInt8] {
    prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 }
  }

  private static func polymod(_ values: [UInt8]) -> UInt32 {
    var residue: UInt32 = 1
    for value in values {
      let top = residue >> 25
      residue = (residue & 0x1ff_ffff) << 5 ^ UInt32(value)
      for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { residue ^= generator[bit] }
    }
    return residue
  }

  private static func regroup(_ data: [UInt8], from: Int, to: Int, padding: Bool) -> [UInt8]? {
    var accumulator: UInt32 = 0
    var bits = 0
    var groups: [UInt8] = []
    let mask: UInt32 = (1 << UInt32(to)) - 1
    for value in data {
      accumulator = (accumulator << UInt32(from) | UInt32(value)) & 0xFFF
      bits += from
      while bits >= to {
        bits -= to
        groups.append(UInt8(truncatingIfNeeded: accumulator >> UInt32(bits) & mask))
      }
    }
    let rest = accumulator << UInt32(to - bits) & mask
    if padding {
      if bits > 0 { groups.append(UInt8(truncatingIfNeeded: rest)) }
    } else if bits >= from || rest != 0 {
      return nil
    }
    return groups
  }
}
