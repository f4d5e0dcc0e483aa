import Cryptography

/// A file of identities: one `AGE-SECRET-KEY-1…` a line, with `#` comments and blank lines, as `age-keygen` writes it.
package enum IdentityFile {
  /// - Throws: ``AgeError/unusableKey(_:hint:)`` with the number of the line, never with its text.
  package static func read(_ bytes: SecretBytes) throws -> [X25519Identity] {
    guard let text = bytes.text() else {
      throw AgeError.unusableKey("the identity file is not text", hint: "expected lines 'AGE-SECRET-KEY-1…'")
    }
    var identities: [X25519Identity] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.trimmed()
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line == Header.versionLine || line.hasPrefix("-----BEGIN AGE") {
        throw AgeError.unusableKey(
          "the identity file is itself encrypted", hint: "decrypt it with 'age -d' into a file only you can read")
      }
      do {
        identities.append(try X25519Identity(line))
      } catch AgeError.unusableKey(let what, let hint) {
        throw AgeError.unusableKey("line \(index + 1): \(what)", hint: hint)
      }
    }
    guard !identities.isEmpty else {
      throw AgeError.unusableKey("the identity file holds no identity", hint: "make one with 'specvault keygen'")
    }
    return identities
  }

  /// The file's content for one identity, as `age-keygen` writes it.
  /// - Parameter created: RFC 3339.
  package static func content(_ identity: X25519Identity, created: String) -> SecretBytes {
    SecretBytes.joining([
      SecretBytes(utf8: "# created: \(created)\n# public key: \(identity.recipient)\n"), identity.secretText(),
      SecretBytes(utf8: "\n"),
    ])
  }
}

extension StringProtocol {
  fileprivate func trimmed() -> String {
    var slice = self[...]
    while slice.first?.isWhitespace == true { slice = slice.dropFirst() }
    while slice.last?.isWhitespace == true { slice = slice.dropLast() }
    return String(slice)
  }
}
