import Cryptography
import Testing

@testable import Age

/// What the format says to reject is rejected, and with a reason.
@Suite struct FormatTests {
  let identity: X25519Identity

  init() throws { identity = try X25519Identity.generate() }

  private func secret(_ text: String) -> SecretBytes { SecretBytes(utf8: text) }

  private func file(_ text: String = "hello") throws -> [UInt8] {
    try Encryptor.encrypt(secret(text), to: [identity.recipient])
  }

  /// A file with a valid code over whatever header these lines give.
  private func forged(_ stanzas: [Stanza], payload: [UInt8] = [], fileKey: SecretBytes) throws -> [UInt8] {
    try Header.serialize(stanzas, fileKey: fileKey) + payload
  }

  private func replacing(_ old: String, _ new: String, in file: [UInt8]) -> [UInt8] {
    let old = Array(old.utf8)
    guard let start = (0...(file.count - old.count)).first(where: { file[$0..<($0 + old.count)].elementsEqual(old) })
    else { return file }
    return Array(file[..<start]) + Array(new.utf8) + Array(file[(start + old.count)...])
  }

  private func failure(_ file: [UInt8], _ identities: [any Identity]? = nil) -> AgeError? {
    do {
      _ = try Decryptor.decrypt(file, with: identities ?? [identity])
      return nil
    } catch {
      return error as? AgeError
    }
  }

  @Test func theFileIsReadAsItIs() throws {
    #expect(failure(try file()) == nil)
  }

  @Test(arguments: [
    ("age-encryption.org/v1\n", "age-encryption.org/v2\n"), ("age-encryption.org/v1\n", "age-encryption.org/v1\r\n"),
    ("age-encryption.org/v1\n", " age-encryption.org/v1\n"), ("-> X25519 ", "->  X25519 "), ("-> X25519 ", "->X25519 "),
    ("-> X25519 ", "-> X25519\t"), ("-> X25519 ", "-> X25519  "), ("\n--- ", "\n---"), ("\n--- ", "\n---  "),
    ("\n--- ", "=\n--- "), ("\n--- ", "\n\n--- "),
  ]) func aHeaderThatIsSpeltOtherwise(_ change: (old: String, new: String)) throws {
    let failure = failure(replacing(change.old, change.new, in: try file()))
    guard case .malformed = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func everyCutIsNoticed() throws {
    let whole = try file()
    for length in whole.indices {
      #expect(failure(Array(whole[..<length])) != nil, "cut to \(length) bytes")
    }
  }

  @Test func everyChangedBitIsNoticed() throws {
    let whole = try file()
    for index in whole.indices {
      for bit in 0..<8 {
        var changed = whole
        changed[index] ^= 1 << UInt8(bit)
        #expect(failure(changed) != nil, "bit \(bit) of byte \(index)")
      }
    }
  }

  @Test func somethingAfterTheEnd() throws {
    #expect(failure(try file() + [0]) == .payloadTampered(chunk: 0))
    let long = String(repeating: "x", count: PayloadStream.chunkSize)
    #expect(failure(try file(long) + [0]) != nil)
  }

  @Test func aMissingLastChunk() throws {
    let twoChunks = try file(String(repeating: "x", count: PayloadStream.chunkSize + 1))
    #expect(failure(Array(twoChunks.dropLast(1 + AEAD.tagSize))) == .truncated)
  }

  @Test func anEmptyLastChunkAfterAFullOne() throws {
    let fileKey = try SecureRandom.secret(16)
    let nonce = try SecureRandom.bytes(16)
    var stream = try PayloadStream(fileKey: fileKey, nonce: nonce)
    var chunk = [UInt8](repeating: 0, count: PayloadStream.sealedChunkSize)
    var last = [UInt8](repeating: 0, count: AEAD.tagSize)
    let plain = [UInt8](repeating: 7, count: PayloadStream.chunkSize)
    try plain.withUnsafeBytes { plain in
      try chunk.withUnsafeMutableBytes { try stream.seal(plain, isLast: false, into: $0) }
      try last.withUnsafeMutableBytes {
        try stream.seal(UnsafeRawBufferPointer(rebasing: plain[0..<0]), isLast: true, into: $0)
      }
    }
    let forgery = try forged([identity.recipient.wrap(fileKey)], payload: nonce + chunk + last, fileKey: fileKey)
    #expect(failure(forgery) == .malformed("the last chunk is empty"))
  }

  @Test func pointsOfLowOrder() throws {
    let fileKey = try SecureRandom.secret(16)
    for point in [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31)] {
      let share = String(decoding: Base64.encode(point), as: UTF8.self)
      let stanza = Stanza(kind: "X25519", arguments: [share], body: [UInt8](repeating: 0, count: 32))
      let forgery = try forged([stanza], payload: [UInt8](repeating: 0, count: 32), fileKey: fileKey)
      #expect(failure(forgery) == .malformed("an X25519 stanza holds a point of low order"))
    }
  }

  @Test func stanzasOfWrongShape() throws {
    let fileKey = try SecureRandom.secret(16)
    let good = try identity.recipient.wrap(fileKey)
    let wrong = [
      Stanza(kind: "X25519", arguments: [], body: good.body),
      Stanza(kind: "X25519", arguments: good.arguments + ["more"], body: good.body),
      Stanza(kind: "X25519", arguments: [good.arguments[0] + "A"], body: good.body),
      Stanza(kind: "X25519", arguments: good.arguments, body: Array(good.body.dropLast())),
      Stanza(kind: "X25519", arguments: good.arguments, body: good.body + [0]),
    ]
    for stanza in wrong {
      guard case .malformed = failure(try forged([stanza], fileKey: fileKey)) else {
        Issue.record("\(stanza) was accepted")
        continue
      }
    }
  }

  @Test func aHeaderUnderAnotherKey() throws {
    let fileKey = try SecureRandom.secret(16)
    let other = try SecureRandom.secret(16)
    let forgery = try forged(
      [identity.recipient.wrap(fileKey)], payload: [UInt8](repeating: 0, count: 32), fileKey: other)
    #expect(failure(forgery) == .headerTampered)
  }

  @Test func unknownStanzasAreSkippedAndNamed() throws {
    let fileKey = try SecureRandom.secret(16)
    let unknown = Stanza(kind: "mlkem768x25519", arguments: ["a", "b"], body: [UInt8](repeating: 1, count: 1000))
    let nonce = [UInt8](repeating: 3, count: 16)
    var stream = try PayloadStream(fileKey: fileKey, nonce: nonce)
    var chunk = [UInt8](repeating: 0, count: AEAD.tagSize)
    try chunk.withUnsafeMutableBytes {
      try stream.seal(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true, into: $0)
    }
    let both = try forged([unknown, identity.recipient.wrap(fileKey)], payload: nonce + chunk, fileKey: fileKey)
    #expect(failure(both) == nil)
    let only = failure(try forged([unknown], payload: nonce + chunk, fileKey: fileKey))
    #expect(only == .noIdentityMatches(kinds: ["mlkem768x25519"]))
    #expect(only?.hint?.contains("post-quantum") == true)
  }

  @Test func passphrasesStandAlone() throws {
    let passphrase = PassphraseRecipient(secret("x"), logN: 1)
    let both: [any Recipient] = [passphrase, identity.recipient]
    #expect(throws: AgeError.self) { try Encryptor.encrypt(secret(""), to: both) }
    let fileKey = try SecureRandom.secret(16)
    let twice = try forged([passphrase.wrap(fileKey), passphrase.wrap(fileKey)], fileKey: fileKey)
    guard case .malformed = failure(twice, [PassphraseIdentity(secret("x"))]) else {
      Issue.record("two passphrases were accepted")
      return
    }
  }

  @Test func workFactors() throws {
    let fileKey = try SecureRandom.secret(16)
    let good = try PassphraseRecipient(secret("x"), logN: 2).wrap(fileKey)
    let opener = [PassphraseIdentity(secret("x"), logNLimit: 12)]
    for factor in ["0", "02", "+2", "-2", "2 ", "x", "99999999999999999999", "1e1"] {
      let stanza = Stanza(kind: "scrypt", arguments: [good.arguments[0], factor], body: good.body)
      guard case .malformed = failure(try forged([stanza], fileKey: fileKey), opener) else {
        Issue.record("'\(factor)' was accepted")
        continue
      }
    }
    let high = Stanza(kind: "scrypt", arguments: [good.arguments[0], "13"], body: good.body)
    #expect(failure(try forged([high], fileKey: fileKey), opener) == .workFactorTooHigh(13, limit: 12))
    for factor in [21, 22, 23, 40, 63, 64, 9999] {
      let greedy = Stanza(kind: "scrypt", arguments: [good.arguments[0], String(factor)], body: good.body)
      let limit = PassphraseIdentity.workFactorLimit
      #expect(
        failure(try forged([greedy], fileKey: fileKey), [PassphraseIdentity(secret("x"))])
          == .workFactorTooHigh(factor, limit: limit))
    }
    let wrong = try Encryptor.encrypt(secret(""), to: [PassphraseRecipient(secret("x"), logN: 2)])
    #expect(failure(wrong, [PassphraseIdentity(secret("y"))]) == .wrongPassphrase)
  }

  @Test func armorAsItMustBe() throws {
    let armored = String(
      decoding: try Encryptor.encrypt(
        secret(String(repeating: "abc", count: 40)), to: [identity.recipient], armored: true),
      as: UTF8.self)
    let lines = armored.split(separator: "\n").map(String.init)
    func join(_ lines: [String], _ separator: String = "\n") -> [UInt8] {
      Array((lines.joined(separator: separator)).utf8)
    }
    let fine = [armored, "\n\n \(armored)\n \n", armored.replacing("\n", with: "\r\n"), String(armored.dropLast())]
    for text in fine { #expect(failure(Array(text.utf8)) == nil) }
    var short = lines
    short[1] = String(short[1].dropLast(4))
    let bad: [[UInt8]] = [
      join(short), join(lines.dropLast()), join(Array(lines.dropFirst())), join(lines + ["x"]),
      join([lines[0], ""] + lines.dropFirst()), join([lines[0] + " "] + lines.dropFirst()),
      join([lines[0], lines[1] + lines[2]] + lines.dropFirst(3)), join(["x"] + lines),
      join([lines[0]] + lines.dropFirst().map { $0 + " " }), join([lines[0].lowercased()] + lines.dropFirst()),
      join(lines + [lines[1]]), join([lines[0], "Comment: x"] + lines.dropFirst()),
    ]
    for (index, text) in bad.enumerated() { #expect(failure(text) != nil, "case \(index)") }
  }

  @Test func base64IsCanonical() {
    #expect(Base64.decode("TQ".utf8) == [77])
    #expect(Base64.decode("TR".utf8) == nil)
    #expect(Base64.decode("TQ==".utf8) == nil)
    #expect(Base64.decode("TQ==".utf8, padded: true) == [77])
    #expect(Base64.decode("TQ=".utf8, padded: true) == nil)
    #expect(Base64.decode("TQ".utf8, padded: true) == nil)
    #expect(Base64.decode("T".utf8) == nil)
    #expect(Base64.decode("T\n".utf8) == nil)
    for size in 0..<70 {
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
      #expect(Base64.decode(Base64.encode(bytes, padded: true), padded: true) == bytes)
    }
  }

  @Test func keysThatAreNone() throws {
    let recipient = "\(identity.recipient)"
    #expect(try X25519Recipient(recipient) == identity.recipient)
    for text in [
      recipient.uppercased(), String(recipient.dropLast()), recipient + "q", "age1", "", "ssh-ed25519 AAAA",
      "age1pq1xyz",
      "age1yubikey1abc", recipient.replacing("age1", with: "Age1"),
    ] {
      #expect(throws: AgeError.self) { try X25519Recipient(text) }
    }
    let key = try #require(identity.secretText().text())
    #expect(try X25519Identity(key).recipient == identity.recipient)
    do {
      _ = try X25519Identity(key.lowercased())
      Issue.record("an identity in lower case was accepted")
    } catch let error as AgeError {
      #expect(!error.description.contains(key.lowercased()))
    }
  }
}
