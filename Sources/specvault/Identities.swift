import Age
import Console
import Cryptography
import Vault
import Workspace

/// Where identities and passphrases come from (DESIGN: `SPECVAULT_IDENTITY`, the identity file, `SPECVAULT_PASSPHRASE_FILE`).
enum Identities {
  private static let fileLimit = 1 << 20

  /// The user's folder for settings of this package.
  static var configurationFolder: String {
    let base = Terminal.variable("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return PathText.join(base ?? PathText.join(home, ".config"), "deployspec")
  }

  /// Where the vaults' newest roots are remembered.
  static var stateFolder: String {
    let base = Terminal.variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return PathText.join(base ?? PathText.join(home, ".local/state"), "deployspec/vaults")
  }

  /// The user's home folder: `HOME`, as shells have it.
  static var home: String { Terminal.variable("HOME") ?? "/" }

  /// The identity file: `SPECVAULT_IDENTITY` names another one.
  static var file: String {
    let named = Terminal.variable("SPECVAULT_IDENTITY").flatMap { $0.isEmpty || isKey($0) ? nil : $0 }
    return named ?? PathText.join(configurationFolder, "identity.txt")
  }

  private static func isKey(_ text: String) -> Bool { text.hasPrefix("AGE-SECRET-KEY-") }

  /// All identities there are; none where there is no file.
  static func load() throws -> [X25519Identity] {
    if let key = Terminal.variable("SPECVAULT_IDENTITY"), isKey(key) {
      do {
        return [try X25519Identity(key)]
      } catch let error as AgeError {
        throw VaultError.locked("SPECVAULT_IDENTITY holds no usable identity: \(error)", hint: error.hint)
      }
    }
    guard FileSystem.exists(file) else {
      guard Terminal.variable("SPECVAULT_IDENTITY") ?? "" == "" else {
        throw VaultError.locked("SPECVAULT_IDENTITY names '\(file)', which does not exist", hint: nil)
      }
      return []
    }
    try requirePrivate()
    do {
      return try IdentityFile.read(try TerminalInput.contents(ofFile: file, limit: fileLimit))
    } catch let error as AgeError {
      throw VaultError.locked("\(file): \(error)", hint: error.hint)
    } catch let error as UsageFailure {
      throw VaultError.locked(error.description, hint: error.hint)
    }
  }

  /// ssh's rule: a key file of one's own that others have any right to is refused. What another user owns is a mounted
  /// secret (Kubernetes makes it 0644, Docker 0444), and what `SPECVAULT_IDENTITY` names is the user's word.
  private static func requirePrivate() throws {
    guard FileSystem.isOwnAndExposed(file) else { return }
    guard Terminal.variable("SPECVAULT_IDENTITY") ?? "" == "" else { return }
    throw VaultError.locked(
      "the identity file '\(file)' can be read or changed by others", hint: "chmod 600 \(typed(file))")
  }

  /// A path as it is typed in a shell.
  private static func typed(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "/._-+@".utf8.contains(byte)
    }
    return isPlain ? path : "'\(path.replacing("'", with: "'\\''"))'"
  }

  /// Opens a vault's wrapped key with the identities or, where a passphrase wraps it, with that.
  static func unlock(_ wrapped: [UInt8]) throws -> SecretBytes {
    let identities = try openers(try Decryptor.recipientKinds(of: wrapped))
    do {
      let key = try Decryptor.decrypt(wrapped, with: identities)
      guard key.count == 32 else { throw VaultError.damaged("its key has \(key.count) bytes instead of 32") }
      return key
    } catch let error as AgeError {
      throw locked(error)
    }
  }

  /// What may open a file that is encrypted to recipients of these kinds.
  static func openers(_ kinds: [String]) throws -> [any Identity] {
    if kinds == ["scrypt"] { return [PassphraseIdentity(try passphrase())] }
    let identities = try load()
    guard !identities.isEmpty else {
      throw VaultError.locked(
        "there is no identity to open it with: '\(file)' does not exist",
        hint: "put your identity there, or name it in SPECVAULT_IDENTITY; 'specvault keygen' makes a new one")
    }
    return identities
  }

  private static func locked(_ error: AgeError) -> any Error {
    switch error {
    case .noIdentityMatches:
      VaultError.locked(
        "your identity cannot open it: it is not among the recipients",
        hint: error.hint ?? "ask someone who can open it for 'specvault recipients add \(ownRecipient)'")
    case .wrongPassphrase: VaultError.locked("wrong passphrase", hint: nil)
    case .workFactorTooHigh, .unusableKey: VaultError.locked(error.description, hint: error.hint)
    case .malformed, .truncated, .headerTampered, .payloadTampered:
      VaultError.damaged("its wrapped key: \(error)")
    }
  }

  private static var ownRecipient: String {
    (try? load().first.map { "\($0.recipient)" }) ?? "RECIPIENT"
  }

  /// The passphrase: from `SPECVAULT_PASSPHRASE_FILE`, or asked for on the terminal.
  static func passphrase(confirming: Bool = false) throws -> SecretBytes {
    if let file = Terminal.variable("SPECVAULT_PASSPHRASE_FILE"), !file.isEmpty {
      return try firstLine(try TerminalInput.contents(ofFile: file, limit: fileLimit))
    }
    let hint = "name a file that holds it in SPECVAULT_PASSPHRASE_FILE"
    do {
      let passphrase = try TerminalInput.secret("Passphrase", otherwise: hint)
      guard passphrase.count > 0 else { throw UsageFailure("an empty passphrase protects nothing") }
      if confirming, !(try TerminalInput.secret("Passphrase again", otherwise: hint).equals(passphrase)) {
        throw UsageFailure("the two passphrases differ")
      }
      return passphrase
    } catch let error as UsageFailure where !confirming {
      throw VaultError.locked(error.description, hint: error.hint)
    }
  }

  private static func firstLine(_ bytes: SecretBytes) throws -> SecretBytes {
    let line = bytes.withUnsafeBytes { bytes in
      var end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if end > 0, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      return SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[0..<end]))
    }
    guard line.count > 0 else { throw UsageFailure("the passphrase file is empty") }
    return line
  }

  /// Writes a new identity, readable by its owner only.
  /// - Throws: ``Refusal`` where the file exists.
  static func create(at path: String) throws -> X25519Identity {
    let identity = try X25519Identity.generate()
    try PrivateFile.create(path, IdentityFile.content(identity, created: WallClock.system.now().rfc3339))
    return identity
  }
}
