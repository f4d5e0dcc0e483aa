import CLibCrypto

/// HKDF-SHA-256 (RFC 5869).
package enum HKDF {
  private nonisolated(unsafe) static let algorithm = EVP_KDF_fetch(nil, "HKDF", nil)

  /// A 32-byte key.
  /// - Parameters:
  ///   - secret: The input key material.
  ///   - salt: May be empty.
  ///   - info: What the key is for.
  package static func key(from secret: SecretBytes, salt: [UInt8], info: String) throws -> SecretBytes {
    let context = try require(EVP_KDF_CTX_new(try require(algorithm, "HKDF")), "HKDF")
    defer { EVP_KDF_CTX_free(context) }
    let info = Array(info.utf8)
    return try secret.withUnsafeBytes { secret in
      try SecretBytes(capacity: 32) { target in
        let bytes = target.assumingMemoryBound(to: UInt8.self).baseAddress
        try require(
          deployspec_hkdf_sha256(
            context, secret.baseAddress, secret.count, salt, salt.count, info, info.count, bytes, 32),
          "HKDF")
        return 32
      }
    }
  }
}

/// scrypt (RFC 7914) as age uses it: r = 8, p = 1.
package enum Scrypt {
  /// A 32-byte key. Takes 128 · 8 · 2^logN bytes of memory: 256 MiB for 18.
  package static func key(from passphrase: SecretBytes, salt: [UInt8], logN: Int) throws -> SecretBytes {
    let memory = UInt64(128 * 8) << UInt64(logN) + 1 << 20
    return try passphrase.withUnsafeBytes { passphrase in
      try SecretBytes(capacity: 32) { target in
        try require(
          EVP_PBE_scrypt(
            passphrase.assumingMemoryBound(to: CChar.self).baseAddress, passphrase.count, salt, salt.count,
            1 << UInt64(logN), 8, 1, memory, target.assumingMemoryBound(to: UInt8.self).baseAddress, 32),
          "scrypt")
        return 32
      }
    }
  }
}
