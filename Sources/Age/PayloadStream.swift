import Cryptography

/// The payload's chunks: ChaCha20-Poly1305 in the STREAM construction (age v1, "Payload").
struct PayloadStream {
  static let chunkSize = 64 * 1024
  static let sealedChunkSize = chunkSize + AEAD.tagSize
  static let nonceSize = 16

  private let key: SecretBytes
  /// How many chunks were sealed or opened so far.
  private(set) var chunks: UInt64 = 0

  init(fileKey: SecretBytes, nonce: [UInt8]) throws {
    key = try HKDF.key(from: fileKey, salt: nonce, info: "payload")
  }

  mutating func seal(
    _ plaintext: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) throws {
    try AEAD.chaCha20Poly1305.seal(plaintext, key: key, nonce: nonce(isLast: isLast), into: output)
    chunks += 1
  }

  mutating func open(
    _ sealed: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) throws {
    guard try AEAD.chaCha20Poly1305.open(sealed, key: key, nonce: nonce(isLast: isLast), into: output) else {
      throw AgeError.payloadTampered(chunk: chunks)
    }
    chunks += 1
  }

  /// Eleven bytes of counter, big-endian, and one that marks the last chunk.
  private func nonce(isLast: Bool) -> [UInt8] {
    [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: chunks >> UInt64(56 - 8 * $0)) } + [isLast ? 1 : 0]
  }
}
