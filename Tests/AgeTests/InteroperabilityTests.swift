import Age
import Cryptography
import TestSupport
import Testing

/// Both directions against two independent implementations: Debian's `age` (Go) and PyPI's `pyrage` (Rust).
@Suite struct InteroperabilityTests {
  static let chunk = 64 * 1024
  static let sizes = [0, 1, 100, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 7, 10_000_000]

  private func plaintext(_ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
  }

  private func secret(_ bytes: [UInt8]) -> SecretBytes { bytes.withUnsafeBytes { SecretBytes(copying: $0) } }

  private func identityFile(_ identity: X25519Identity) -> TemporaryFolder {
    let folder = TemporaryFolder()
    let content = IdentityFile.content(identity, created: "2026-01-01T00:00:00Z")
    folder.write("key.txt", bytes: content.withUnsafeBytes { Array($0) })
    return folder
  }

  private func pyrage(_ script: String, in folder: TemporaryFolder, input: [UInt8] = []) -> Shell.Result {
    let prelude = """
      import sys, pyrage
      from pyrage import x25519, passphrase
      identity = x25519.Identity.from_str([l for l in open("key.txt").read().split() if l.startswith("AGE-SECRET")][0])
      data = sys.stdin.buffer.read()

      """
    return Shell.run([BuiltPackage.python, "-c", prelude + script], in: folder.path, input: input)
  }

  @Test(arguments: sizes.flatMap { [($0, false), ($0, true)] }) func ageReadsWhatWeWrite(
    _ file: (size: Int, armored: Bool)
  ) throws {
    let (size, armored) = file
    let identity = try X25519Identity.generate()
    let folder = identityFile(identity)
    let plain = plaintext(size)
    let file = try Encryptor.encrypt(
      secret(plain), to: [try X25519Identity.generate().recipient, identity.recipient], armored: armored)
    folder.write("file.age", bytes: file)
    let opened = Shell.run(["age", "-d", "-i", "key.txt", "file.age"], in: folder.path)
    #expect(opened.status == 0, "\(opened.error)")
    #expect(opened.outputBytes == plain)
  }

  @Test(arguments: sizes.flatMap { [($0, false), ($0, true)] }) func weReadWhatAgeWrites(
    _ file: (size: Int, armored: Bool)
  ) throws {
    let (size, armored) = file
    let identity = try X25519Identity.generate()
    let folder = identityFile(identity)
    let plain = plaintext(size)
    folder.write("plain", bytes: plain)
    let other = try X25519Identity.generate().recipient
    let options = (armored ? ["-a"] : []) + ["-r", "\(other)", "-r", "\(identity.recipient)", "plain"]
    let file = Shell.run(["age"] + options, in: folder.path)
    #expect(file.status == 0, "\(file.error)")
    let opened = try Decryptor.decrypt(file.outputBytes, with: [identity])
    #expect(opened.equals(secret(plain)))
  }

  @Test(arguments: sizes) func pyrageReadsWhatWeWrite(_ size: Int) throws {
    let identity = try X25519Identity.generate()
    let folder = identityFile(identity)
    let plain = plaintext(size)
    let file = try Encryptor.encrypt(secret(plain), to: [identity.recipient])
    let opened = pyrage("sys.stdout.buffer.write(pyrage.decrypt(data, [identity]))", in: folder, input: file)
    #expect(opened.outputBytes == plain, "\(opened.error)")
  }

  @Test(arguments: sizes) func weReadWhatPyrageWrites(_ size: Int) throws {
    let identity = try X25519Identity.generate()
    let folder = identityFile(identity)
    let plain = plaintext(size)
    let file = pyrage(
      "sys.stdout.buffer.write(pyrage.encrypt(data, [identity.to_public()]))", in: folder, input: plain)
    #expect(try Decryptor.decrypt(file.outputBytes, with: [identity]).equals(secret(plain)), "\(file.error)")
  }

  @Test func passphrasesInBothDirections() throws {
    let identity = try X25519Identity.generate()
    let folder = identityFile(identity)
    let passphrase = SecretBytes(utf8: "비밀 correct horse")
    let ours = try Encryptor.encrypt(secret(plaintext(100)), to: [PassphraseRecipient(passphrase, logN: 10)])
    let opened = pyrage(
      "sys.stdout.buffer.write(passphrase.decrypt(data, '비밀 correct horse'))", in: folder, input: ours)
    #expect(opened.outputBytes == plaintext(100), "\(opened.error)")
    let theirs = pyrage(
      "sys.stdout.buffer.write(passphrase.encrypt(data, '비밀 correct horse'))", in: folder, input: plaintext(100))
    let back = try Decryptor.decrypt(theirs.outputBytes, with: [PassphraseIdentity(passphrase)])
    #expect(back.equals(secret(plaintext(100))))
  }

  @Test func ageKeygenReadsOurIdentityFile() throws {
    let identity = try X25519Identity.generate()
    let folder = identityFile(identity)
    let printed = Shell.run(["age-keygen", "-y", "key.txt"], in: folder.path)
    #expect(printed.output == "\(identity.recipient)\n", "\(printed.error)")
  }

  @Test func weReadAnIdentityFileOfAgeKeygen() throws {
    let folder = TemporaryFolder()
    _ = Shell.run(["age-keygen", "-o", "key.txt"], in: folder.path)
    let identities = try IdentityFile.read(secret(folder.readBytes("key.txt")))
    let printed = Shell.run(["age-keygen", "-y", "key.txt"], in: folder.path)
    #expect(identities.map { "\($0.recipient)\n" } == [printed.output])
  }
}
