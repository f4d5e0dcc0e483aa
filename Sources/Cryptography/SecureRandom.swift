import CLibCrypto

/// libcrypto's random generator, seeded by the system.
package enum SecureRandom {
  /// `count` random bytes that need not stay secret: nonces, salts, identifiers.
  package static func bytes(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try require(RAND_bytes(&bytes, Int32(count)), "random")
    return bytes
  }

  /// `count` random bytes for a key.
  package static func secret(_ count: Int) throws -> SecretBytes {
    try SecretBytes(capacity: count) { target in
      try require(RAND_priv_bytes(target.assumingMemoryBound(to: UInt8.self).baseAddress, Int32(count)), "random")
      return count
    }
  }

  /// A number from 0 up to but not including `limit`, each as likely as any other.
  package static func below(_ limit: UInt32) throws -> UInt32 {
    precondition(limit > 0)
    let unbiased = UInt32.max - UInt32.max % limit
    while true {
      let candidate = try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
      if candidate < unbiased { return candidate % limit }
    }
  }

  /// `count` characters, each drawn from `alphabet` with the same chance.
  package static func text(_ count: Int, of alphabet: String) throws -> String {
    let characters = Array(alphabet)
    return String(try (0..<count).map { _ in characters[Int(try below(UInt32(characters.count)))] })
  }
}
