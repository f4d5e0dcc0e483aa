import Cryptography

/// Writes an age file as its plaintext comes, in constant memory.
package final class Encryptor {
  private let sink: ByteSink
  private let armor: ArmorWriter?
  private var payload: PayloadStream
  private let pending: ChunkBuffer
  private var sealed = [UInt8](repeating: 0, count: PayloadStream.sealedChunkSize)

  /// Writes the header.
  /// - Throws: ``AgeError/unusableKey(_:hint:)`` for no recipient, or for a passphrase beside other recipients.
  package init(to recipients: [any Recipient], armored: Bool = false, sink: @escaping ByteSink) throws {
    guard !recipients.isEmpty else { throw AgeError.unusableKey("a file needs at least one recipient", hint: nil) }
    guard recipients.count == 1 || !recipients.contains(where: \.standsAlone) else {
      throw AgeError.unusableKey("a passphrase must be a file's only recipient", hint: nil)
    }
    let armor = armored ? try ArmorWriter(sink) : nil
    self.armor = armor
    self.sink = armor.map { armor in { try armor.write($0) } } ?? sink
    let fileKey = try SecureRandom.secret(X25519Stanza.fileKeySize)
    let nonce = try SecureRandom.bytes(PayloadStream.nonceSize)
    payload = try PayloadStream(fileKey: fileKey, nonce: nonce)
    pending = ChunkBuffer()
    let header = try Header.serialize(try recipients.map { try $0.wrap(fileKey) }, fileKey: fileKey)
    try (header + nonce).withUnsafeBytes { try self.sink($0) }
  }

  /// The next bytes of the plaintext.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      // A full chunk waits until there is more: the last one is sealed as such.
      if pending.count == PayloadStream.chunkSize { try flush(isLast: false) }
      rest = rest.dropFirst(pending.append(UnsafeRawBufferPointer(rebasing: rest)))
    }
  }

  /// Writes the last chunk. Without this call the file is cut off.
  package func finish() throws {
    try flush(isLast: true)
    try armor?.finish()
  }

  private func flush(isLast: Bool) throws {
    try sealed.withUnsafeMutableBytes { sealed in
      let output = UnsafeMutableRawBufferPointer(rebasing: sealed[0..<(pending.count + AEAD.tagSize)])
      try payload.seal(pending.bytes, isLast: isLast, into: output)
      try sink(UnsafeRawBufferPointer(output))
    }
    pending.clear()
  }

  /// A whole file.
  package static func encrypt(
    _ plaintext: SecretBytes, to recipients: [any Recipient], armored: Bool = false
  ) throws -> [UInt8] {
    var file: [UInt8] = []
    let encryptor = try Encryptor(to: recipients, armored: armored) { file += $0 }
    try plaintext.withUnsafeBytes { try encryptor.write($0) }
    try encryptor.finish()
    return file
  }
}

/// One chunk of plaintext, overwritten when it goes.
final class ChunkBuffer {
  private let buffer: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init() {
    buffer = .allocate(byteCount: PayloadStream.chunkSize, alignment: 16)
  }

  deinit {
    SecretBytes.wipe(buffer)
    buffer.deallocate()
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[0..<count]) }

  /// Takes what has room.
  func append(_ bytes: UnsafeRawBufferPointer) -> Int {
    let taken = min(bytes.count, buffer.count - count)
    UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[0..<taken]))
    count += taken
    return taken
  }

  /// Lets `body` fill the whole buffer and keeps the `count` it returns.
  func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows {
    count = try body(buffer)
  }

  func clear() {
    count = 0
  }
}
