import CLibCrypto

/// X25519 Diffie-Hellman (RFC 7748).
package enum X25519 {
  /// The number of bytes of a scalar, a point and a shared secret.
  package static let size = 32

  /// A secret scalar, ready for use, and the public point that belongs to it. libcrypto holds the scalar, and wipes it when the key goes.
  package final class Key: Sendable {
    private nonisolated(unsafe) let key: OpaquePointer
    /// The public point.
    package let point: [UInt8]

    package init(scalar: SecretBytes) throws {
      precondition(scalar.count == size)
      let key = try scalar.withUnsafeBytes { scalar in
        let bytes = scalar.assumingMemoryBound(to: UInt8.self).baseAddress
        return try require(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, bytes, size), "X25519")
      }
      var point = [UInt8](repeating: 0, count: size)
      var count = size
      guard EVP_PKEY_get_raw_public_key(key, &point, &count) == 1 else {
        EVP_PKEY_free(key)
        throw CryptographyError("X25519")
      }
      self.key = key
      self.point = point
    }

    deinit { EVP_PKEY_free(key) }

    /// The secret that both sides compute.
    /// - Returns: Nil where the peer's point is of low order and the secret would be all zeros.
    package func sharedSecret(with point: [UInt8]) throws -> SecretBytes? {
      precondition(point.count == size)
      let peer = try require(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nil, point, size), "X25519")
      defer { EVP_PKEY_free(peer) }
      let context = try require(EVP_PKEY_CTX_new(key, nil), "X25519")
      defer { EVP_PKEY_CTX_free(context) }
      try require(EVP_PKEY_derive_init(context), "X25519")
      try require(EVP_PKEY_derive_set_peer(context, peer), "X25519")
      var count = size
      var derived = false
      let secret = SecretBytes(capacity: size) { target in
        let bytes = target.assumingMemoryBound(to: UInt8.self).baseAddress
        derived = EVP_PKEY_derive(context, bytes, &count) == 1
        if !derived { ERR_clear_error() }
        return size
      }
      let zeros = SecretBytes(capacity: size) { _ in size }
      return derived && !secret.equals(zeros) ? secret : nil
    }
  }
}
