import CLibCrypto

/// HMAC-SHA-256 (RFC 2104).
package enum HMACSHA256 {
  /// The number of bytes of a code.
  package static let size = 32

  private nonisolated(unsafe) static let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)

  /// The 32-byte code of a message.
  package static func code(of message: [UInt8], key: SecretBytes) throws -> [UInt8] {
    let context = try require(EVP_MAC_CTX_new(try require(algorithm, "HMAC")), "HMAC")
    defer { EVP_MAC_CTX_free(context) }
    try key.withUnsafeBytes { key in
      let bytes = key.assumingMemoryBound(to: UInt8.self).baseAddress
      try require(deployspec_hmac_sha256_init(context, bytes, key.count), "HMAC")
    }
    try require(EVP_MAC_update(context, message, message.count), "HMAC")
    var code = [UInt8](repeating: 0, count: size)
    var written = 0
    try require(EVP_MAC_final(context, &code, &written, code.count), "HMAC")
    return code
  }
}
