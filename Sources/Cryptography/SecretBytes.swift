import CLibCrypto

/// Bytes that must not outlive their use: one heap buffer, overwritten when the last reference goes.
///
/// A class, because a secret is shared (by a dictionary of variables, by several readers of one vault) and never copied.
/// It has no description, and reading it takes an explicit `withUnsafeBytes`. What this cannot do is said in
/// `Sources/Vault/THREATS.md`.
package final class SecretBytes: Sendable {
  private nonisolated(unsafe) let buffer: UnsafeMutableRawBufferPointer
  /// The number of bytes.
  package let count: Int

  /// A buffer of `capacity` bytes that `body` fills.
  /// - Parameter body: Writes into the buffer, which begins as zeros, and returns how many bytes count.
  package init(capacity: Int, initializing body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 1), alignment: 16)
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
    do {
      count = try body(UnsafeMutableRawBufferPointer(rebasing: buffer[0..<capacity]))
    } catch {
      SecretBytes.wipe(buffer)
      buffer.deallocate()
      throw error
    }
  }

  /// A copy of bytes whose other copy the caller looks after.
  package convenience init(copying bytes: UnsafeRawBufferPointer) {
    self.init(capacity: bytes.count) { target in
      target.copyMemory(from: bytes)
      return bytes.count
    }
  }

  /// The UTF-8 of a text that is in memory anyway, as an argument or an environment variable is.
  package convenience init(utf8 text: String) {
    self.init(capacity: text.utf8.count) { target in
      target.copyBytes(from: text.utf8)
      return text.utf8.count
    }
  }

  /// Takes the bytes over and overwrites the array they came in.
  package convenience init(moving bytes: inout [UInt8]) {
    self.init(capacity: bytes.count) { target in
      target.copyBytes(from: bytes)
      return bytes.count
    }
    bytes.withUnsafeMutableBytes(SecretBytes.wipe)
    bytes = []
  }

  deinit {
    SecretBytes.wipe(buffer)
    buffer.deallocate()
  }

  /// Lends the bytes for the length of a call.
  package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
  }

  /// Whether both hold the same bytes; takes the same time wherever they differ.
  package func equals(_ other: SecretBytes) -> Bool {
    withUnsafeBytes { left in other.withUnsafeBytes { right in constantTimeEquals(left, right) } }
  }

  /// The bytes as text, if they are UTF-8. The text is an ordinary string, which nothing wipes.
  package func text() -> String? {
    withUnsafeBytes { String(validating: $0, as: UTF8.self) }
  }

  /// A secret made of the parts one after the other.
  package static func joining(_ parts: [SecretBytes]) -> SecretBytes {
    SecretBytes(capacity: parts.reduce(0) { $0 + $1.count }) { target in
      var offset = 0
      for part in parts {
        part.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: $0) }
        offset += part.count
      }
      return offset
    }
  }

  /// Overwrites memory in a way no optimiser removes.
  package static func wipe(_ buffer: UnsafeMutableRawBufferPointer) {
    OPENSSL_cleanse(buffer.baseAddress, buffer.count)
  }
}

/// Compares two byte strings; the time depends on their lengths only.
package func constantTimeEquals(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  guard left.count == right.count else { return false }
  guard left.count > 0 else { return true }
  return CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
}

/// Compares two byte strings; the time depends on their lengths only.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.withUnsafeBytes { left in right.withUnsafeBytes { right in constantTimeEquals(left, right) } }
}
