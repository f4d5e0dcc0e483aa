import CLibCrypto

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
  /// The number of bytes of a digest.
  package static let size = 32

  private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

  /// The 32-byte digest of a message.
  package static func digest(of message: [UInt8]) throws -> [UInt8] {
    try message.withUnsafeBytes { try digest(of: $0) }
  }

  /// The 32-byte digest of a message.
  package static func digest(of message: UnsafeRawBufferPointer) throws -> [UInt8] {
    let algorithm = try require(algorithm, "SHA-256")
    return try [UInt8](unsafeUninitializedCapacity: size) { target, count in
      try require(EVP_Digest(message.baseAddress, message.count, target.baseAddress, nil, algorithm, nil), "SHA-256")
      count = size
    }
  }
}
