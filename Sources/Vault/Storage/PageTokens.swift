import Age
import Cryptography

/// Tokens that carry a list's position to a client and back: sealed, so that they say nothing and nobody else can make one.
/// They outlive the process, but not a rekeying.
extension Snapshot {
  /// - Parameter context: What the token is good for; it must be the same when the token comes back.
  package func pageToken(_ position: [UInt8], for context: [UInt8]) throws -> String {
    let nonce = try SecureRandom.bytes(AEAD.nonceSize)
    let sealed = try position.withUnsafeBytes { position in
      try AEAD.aes256GCM.seal(
        SecretBytes(copying: position), key: sealer.keys.token, nonce: nonce, binding: sealer.vault + context)
    }
    return String(decoding: Base64.encode(nonce + sealed, padded: true), as: UTF8.self)
  }

  /// - Returns: Nil for a token that this vault did not make, or made for something else.
  package func position(of token: String, for context: [UInt8]) throws -> [UInt8]? {
    guard let bytes = Base64.decode(token.utf8, padded: true), bytes.count >= AEAD.nonceSize else { return nil }
    let opened = try bytes.withUnsafeBytes { bytes in
      try AEAD.aes256GCM.open(
        UnsafeRawBufferPointer(rebasing: bytes[AEAD.nonceSize...]), key: sealer.keys.token,
        nonce: Array(bytes[..<AEAD.nonceSize]), binding: sealer.vault + context)
    }
    return opened?.withUnsafeBytes { Array($0) }
  }
}
