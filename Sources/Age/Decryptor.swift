import Cryptography

/// Reads an age file, armored or not, and gives its plaintext chunk by chunk, each only after it authenticated.
package final class Decryptor {
  private let source: BufferedSource
  private var payload: PayloadStream
  private let chunk = ChunkBuffer()
  private var taken = 0
  private var reachedLast = false
  private var sealed = [UInt8](repeating: 0, count: PayloadStream.sealedChunkSize)

  /// Reads the header and finds the identity that opens it.
  /// - Throws: ``AgeError``.
  package init(with identities: [any Identity], source: @escaping ByteSource) throws {
    let source = try Decryptor.withoutArmor(BufferedSource(source))
    self.source = source
    var reader = HeaderReader(source)
    let header = try reader.read()
    let kinds = header.stanzas.map(\.kind)
    if kinds.contains(ScryptStanza.kind), kinds.count > 1 {
      throw AgeError.malformed("a passphrase must be the only recipient, and there are \(kinds.count)")
    }
    var found: SecretBytes?
    for identity in identities where found == nil {
      found = try identity.unwrap(header.stanzas)
    }
    guard let fileKey = found else { throw AgeError.noIdentityMatches(kinds: kinds) }
    guard try header.authenticates(under: fileKey) else { throw AgeError.headerTampered }
    var nonce = [UInt8](repeating: 0, count: PayloadStream.nonceSize)
    guard try nonce.withUnsafeMutableBytes({ try source.read(into: $0) }) == nonce.count else {
      throw AgeError.truncated
    }
    payload = try PayloadStream(fileKey: fileKey, nonce: nonce)
  }

  /// Gives the next bytes of the plaintext; 0 is its end, and then the file was whole.
  /// - Throws: ``AgeError`` where the file is cut off, changed or followed by something.
  package func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    while taken == chunk.count {
      guard !reachedLast else { return 0 }
      try openChunk()
    }
    let count = min(target.count, chunk.count - taken)
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: chunk.bytes[taken..<(taken + count)]))
    taken += count
    return count
  }

  private func openChunk() throws {
    let count = try sealed.withUnsafeMutableBytes { try source.read(into: $0) }
    guard count > 0 else { throw AgeError.truncated }
    reachedLast = try source.peek() == nil
    guard count == sealed.count || reachedLast, count >= AEAD.tagSize else { throw AgeError.truncated }
    guard count > AEAD.tagSize || payload.chunks == 0 else {
      throw AgeError.malformed("the last chunk is empty")
    }
    taken = 0
    chunk.clear()
    do {
      try sealed.withUnsafeBytes { sealed in
        try chunk.fill { target in
          try payload.open(
            UnsafeRawBufferPointer(rebasing: sealed[0..<count]), isLast: reachedLast,
            into: UnsafeMutableRawBufferPointer(rebasing: target[0..<(count - AEAD.tagSize)]))
          return count - AEAD.tagSize
        }
      }
    } catch AgeError.payloadTampered(let chunk) {
      throw reachedLast && isWholeButNotLast(count) ? AgeError.truncated : AgeError.payloadTampered(chunk: chunk)
    }
  }

  /// Whether the file's last chunk opens as one that others should follow: then the rest of the file is missing.
  private func isWholeButNotLast(_ count: Int) -> Bool {
    guard count == sealed.count else { return false }
    let trial = ChunkBuffer()
    var payload = payload
    return sealed.withUnsafeBytes { sealed in
      (try? trial.fill { target in
        try payload.open(sealed, isLast: false, into: target)
        return 0
      }) != nil
    }
  }

  /// Armor begins with `-`, possibly after white space; a plain header with `a`.
  static func withoutArmor(_ source: BufferedSource) throws -> BufferedSource {
    var skipped = 0
    while let byte = try source.peek(), Armor.isWhitespace(byte), skipped < Armor.whitespaceLimit {
      _ = try source.next()
      skipped += 1
    }
    guard try source.peek() == Armor.begin[0] else {
      guard skipped == 0 else { throw AgeError.malformed("it begins with white space") }
      return source
    }
    let armor = ArmorReader(source)
    return BufferedSource { try armor.read(into: $0) }
  }

  /// The whole plaintext of a small file.
  package static func decrypt(_ file: [UInt8], with identities: [any Identity]) throws -> SecretBytes {
    let decryptor = try Decryptor(with: identities, source: byteSource(file))
    var parts: [SecretBytes] = []
    while true {
      let part = try SecretBytes(capacity: PayloadStream.chunkSize) { try decryptor.read(into: $0) }
      guard part.count > 0 else { return SecretBytes.joining(parts) }
      parts.append(part)
    }
  }
}

extension Decryptor {
  /// The kinds of a file's recipients, without opening it.
  /// - Throws: ``AgeError`` where it is no age file.
  package static func recipientKinds(reading source: @escaping ByteSource) throws -> [String] {
    var reader = HeaderReader(try withoutArmor(BufferedSource(source)))
    return try reader.read().stanzas.map(\.kind)
  }

  /// The kinds of a small file's recipients.
  package static func recipientKinds(of file: [UInt8]) throws -> [String] {
    try recipientKinds(reading: byteSource(file))
  }
}

/// A source that gives these bytes.
func byteSource(_ bytes: [UInt8]) -> ByteSource {
  var rest = bytes[...]
  return { target in
    let part = rest.prefix(target.count)
    target.copyBytes(from: part)
    rest = rest.dropFirst(part.count)
    return part.count
  }
}
