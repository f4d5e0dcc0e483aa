import CLibCrypto

/// An authenticated cipher with associated data: a 32-byte key, a 12-byte nonce, a 16-byte tag behind the ciphertext.
package struct AEAD: Sendable {
  /// AES-256-GCM (NIST SP 800-38D): the vault's rows.
  package static let aes256GCM = AEAD("AES-256-GCM")
  /// ChaCha20-Poly1305 (RFC 8439): age.
  package static let chaCha20Poly1305 = AEAD("ChaCha20-Poly1305")

  package static let nonceSize = 12
  package static let tagSize = 16

  private let name: String
  private nonisolated(unsafe) let cipher: OpaquePointer?

  private init(_ name: String) {
    self.name = name
    cipher = EVP_CIPHER_fetch(nil, name, nil)
  }

  /// Encrypts and authenticates.
  /// - Parameter output: Takes ciphertext and tag: 16 bytes more than the plaintext.
  package func seal(
    _ plaintext: UnsafeRawBufferPointer, key: SecretBytes, nonce: [UInt8], binding associated: [UInt8] = [],
    into output: UnsafeMutableRawBufferPointer
  ) throws {
    precondition(output.count == plaintext.count + AEAD.tagSize)
    let context = try start(key: key, nonce: nonce, binding: associated, encrypting: true)
    defer { EVP_CIPHER_CTX_free(context) }
    let target = output.assumingMemoryBound(to: UInt8.self)
    var written: Int32 = 0
    if plaintext.count > 0 {
      let source = plaintext.assumingMemoryBound(to: UInt8.self)
      try require(
        EVP_EncryptUpdate(context, target.baseAddress, &written, source.baseAddress, Int32(plaintext.count)), name)
    }
    let tag = UnsafeMutableRawBufferPointer(rebasing: output[plaintext.count...])
    try require(EVP_EncryptFinal_ex(context, tag.assumingMemoryBound(to: UInt8.self).baseAddress, &written), name)
    try require(
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(AEAD.tagSize), tag.baseAddress), name)
  }

  /// Decrypts, if the ciphertext, its tag and the associated data belong together under this key.
  /// - Parameter output: Takes the plaintext: 16 bytes less than `sealed`. It is overwritten when the tag is wrong.
  /// - Returns: False where the tag is wrong; nothing of the plaintext is left then.
  package func open(
    _ sealed: UnsafeRawBufferPointer, key: SecretBytes, nonce: [UInt8], binding associated: [UInt8] = [],
    into output: UnsafeMutableRawBufferPointer
  ) throws -> Bool {
    guard sealed.count >= AEAD.tagSize else { return false }
    precondition(output.count >= sealed.count - AEAD.tagSize)
    let context = try start(key: key, nonce: nonce, binding: associated, encrypting: false)
    defer { EVP_CIPHER_CTX_free(context) }
    return try decrypt(sealed, context, into: output)
  }

  /// - Parameter context: Ready for the ciphertext.
  fileprivate func decrypt(
    _ sealed: UnsafeRawBufferPointer, _ context: OpaquePointer, into output: UnsafeMutableRawBufferPointer
  ) throws -> Bool {
    let count = sealed.count - AEAD.tagSize
    let target = output.assumingMemoryBound(to: UInt8.self).baseAddress
    let source = sealed.assumingMemoryBound(to: UInt8.self).baseAddress
    var written: Int32 = 0
    if count > 0 { try require(EVP_DecryptUpdate(context, target, &written, source, Int32(count)), name) }
    // Only read, though its type lets it be written.
    let tag = UnsafeMutablePointer(mutating: source.map { $0 + count })
    try require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(AEAD.tagSize), tag), name)
    // These modes have nothing left to write.
    var rest: UInt64 = 0
    let isGenuine = withUnsafeMutableBytes(of: &rest) {
      EVP_DecryptFinal_ex(context, $0.assumingMemoryBound(to: UInt8.self).baseAddress, &written) == 1
    }
    guard isGenuine else {
      SecretBytes.wipe(output)
      ERR_clear_error()
      return false
    }
    return true
  }

  fileprivate func start(
    key: SecretBytes, nonce: [UInt8], binding associated: [UInt8], encrypting: Bool
  ) throws -> OpaquePointer {
    precondition(key.count == 32 && nonce.count == AEAD.nonceSize)
    let cipher = try require(cipher, name)
    let context = try require(EVP_CIPHER_CTX_new(), name)
    do {
      try key.withUnsafeBytes { key in
        let key = key.assumingMemoryBound(to: UInt8.self).baseAddress
        try require(EVP_CipherInit_ex2(context, cipher, key, nonce, encrypting ? 1 : 0, nil), name)
      }
      try bind(context, associated)
    } catch {
      EVP_CIPHER_CTX_free(context)
      throw error
    }
    return context
  }

  fileprivate func bind(_ context: OpaquePointer, _ associated: [UInt8]) throws {
    guard !associated.isEmpty else { return }
    var written: Int32 = 0
    try require(EVP_CipherUpdate(context, nil, &written, associated, Int32(associated.count)), name)
  }
}

/// A cipher under one key, set up once to open many messages, one after the other.
package final class AEADOpener {
  private let cipher: AEAD
  private let context: OpaquePointer

  package init(_ cipher: AEAD, key: SecretBytes) throws {
    self.cipher = cipher
    context = try cipher.start(
      key: key, nonce: [UInt8](repeating: 0, count: AEAD.nonceSize), binding: [], encrypting: false)
  }

  deinit { EVP_CIPHER_CTX_free(context) }

  /// What a message says that need not be wiped, or nil where its tag is wrong.
  /// - Parameter sealed: Ciphertext and tag behind their nonce.
  package func open(_ sealed: UnsafeRawBufferPointer, binding associated: [UInt8]) throws -> [UInt8]? {
    guard sealed.count >= AEAD.nonceSize + AEAD.tagSize else { return nil }
    let nonce = sealed.assumingMemoryBound(to: UInt8.self).baseAddress
    try require(EVP_CipherInit_ex2(context, nil, nil, nonce, 0, nil), "opening")
    try cipher.bind(context, associated)
    let rest = UnsafeRawBufferPointer(rebasing: sealed[AEAD.nonceSize...])
    var isGenuine = false
    let plaintext = try [UInt8](unsafeUninitializedCapacity: rest.count - AEAD.tagSize) { target, count in
      isGenuine = try cipher.decrypt(rest, context, into: UnsafeMutableRawBufferPointer(target))
      count = isGenuine ? rest.count - AEAD.tagSize : 0
    }
    return isGenuine ? plaintext : nil
  }
}

extension AEAD {
  /// The plaintext in a wiped buffer, or nil where the tag is wrong.
  package func open(
    _ sealed: UnsafeRawBufferPointer, key: SecretBytes, nonce: [UInt8], binding associated: [UInt8] = []
  ) throws -> SecretBytes? {
    guard sealed.count >= AEAD.tagSize else { return nil }
    var opened = false
    let plaintext = try SecretBytes(capacity: sealed.count - AEAD.tagSize) { target in
      opened = try open(sealed, key: key, nonce: nonce, binding: associated, into: target)
      return opened ? target.count : 0
    }
    return opened ? plaintext : nil
  }

  /// Ciphertext and tag.
  package func seal(
    _ plaintext: SecretBytes, key: SecretBytes, nonce: [UInt8], binding associated: [UInt8] = []
  ) throws -> [UInt8] {
    var sealed = [UInt8](repeating: 0, count: plaintext.count + AEAD.tagSize)
    try plaintext.withUnsafeBytes { plaintext in
      try sealed.withUnsafeMutableBytes {
        try seal(plaintext, key: key, nonce: nonce, binding: associated, into: $0)
      }
    }
    return sealed
  }
}
