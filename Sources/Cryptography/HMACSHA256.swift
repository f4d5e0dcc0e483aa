import CLibCrypto

/// HMAC-SHA-256 (RFC 2104) under one key, ready for many messages.
package final class HMACSHA256: Sendable {
  /// The number of bytes of a code.
  package static let size = 32

  private nonisolated(unsafe) static let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)

  /// The state after the key: copied for each message, which is most of the work saved.
  private nonisolated(unsafe) let keyed: OpaquePointer

  package init(key: SecretBytes) throws {
    keyed = try require(EVP_MAC_CTX_new(try require(HMACSHA256.algorithm, "HMAC")), "HMAC")
    try key.withUnsafeBytes { key in
      let bytes = key.assumingMemoryBound(to: UInt8.self).baseAddress
      try require(deployspec_hmac_sha256_init(keyed, bytes, key.count), "HMAC")
    }
  }

  deinit { EVP_MAC_CTX_free(keyed) }

  /// The 32-byte code of a message.
  package func code(of message: [UInt8]) throws -> [UInt8] { try code(of: [message]) }

  /// The 32-byte code of a message's parts, one behind the other.
  package func code(of parts: [[UInt8]]) throws -> [UInt8] {
    let context = try require(EVP_MAC_CTX_dup(keyed), "HMAC")
    defer { EVP_MAC_CTX_free(context) }
    for part in parts { try require(EVP_MAC_update(context, part, part.count), "HMAC") }
    return try [UInt8](unsafeUninitializedCapacity: HMACSHA256.size) { target, count in
      try require(EVP_MAC_final(context, target.baseAddress, &count, target.count), "HMAC")
    }
  }

  /// The 32-byte code of one message.
  package static func code(of message: [UInt8], key: SecretBytes) throws -> [UInt8] {
    try HMACSHA256(key: key).code(of: message)
  }
}
