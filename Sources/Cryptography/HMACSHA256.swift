import CLibCrypto

/// HMAC-SHA-256 (RFC 2104) over a message given in parts.
package struct HMACSHA256: ~Copyable {
  /// The number of bytes of a code.
  package static let size = 32

  private nonisolated(unsafe) static let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)
  private let context: OpaquePointer

  package init(key: SecretBytes) throws {
    context = try HMACSHA256.start(key: key)
  }

  deinit {
    EVP_MAC_CTX_free(context)
  }

  /// The next part of the message.
  package func update(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count > 0 else { return }
    try require(EVP_MAC_update(context, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count), "HMAC")
  }

  /// The next part of the message.
  package func update(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try update($0) }
  }

  /// The 32-byte code of all parts.
  package consuming func finish() throws -> [UInt8] {
    var code = [UInt8](repeating: 0, count: HMACSHA256.size)
    var written = 0
    try require(EVP_MAC_final(context, &code, &written, code.count), "HMAC")
    return code
  }

  private static func start(key: SecretBytes) throws -> OpaquePointer {
    let algorithm = try require(algorithm, "HMAC")
    let context = try require(EVP_MAC_CTX_new(algorithm), "HMAC")
    let status = key.withUnsafeBytes { key in
      deployspec_hmac_sha256_init(context, key.assumingMemoryBound(to: UInt8.self).baseAddress, key.count)
    }
    guard status == 1 else {
      EVP_MAC_CTX_free(context)
      throw CryptographyError("HMAC")
    }
    return context
  }

  /// The code of one message.
  package static func code(of message: [UInt8], key: SecretBytes) throws -> [UInt8] {
    let mac = try HMACSHA256(key: key)
    try mac.update(message)
    return try mac.finish()
  }
}
