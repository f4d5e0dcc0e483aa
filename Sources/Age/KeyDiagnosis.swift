/// What a text is that was given as a key but is none we can use.
enum KeyDiagnosis {
  static func notARecipient(_ text: String) -> AgeError {
    let lower = text.lowercased()
    if lower.hasPrefix("age-secret-key-") {
      return .unusableKey("that is a secret key, not a recipient", hint: "give its public key, which begins 'age1'")
    }
    if lower.hasPrefix("ssh-") || lower.hasPrefix("ecdsa-") {
      return .unusableKey(
        "SSH keys are not supported as recipients",
        hint: "make an age key with 'specvault keygen' and give its public key")
    }
    if lower.hasPrefix("age1pq1") {
      return .unusableKey(
        "'\(text.prefix(16))…' is a hybrid post-quantum recipient, which specvault cannot encrypt to",
        hint: "give an X25519 recipient, 'age1…' of 62 characters")
    }
    if lower.hasPrefix("age1"), lower.dropFirst(4).contains("1") {
      return .unusableKey("'\(text)' is a plugin's recipient, which specvault does not support", hint: nil)
    }
    return .unusableKey(
      "'\(text)' is not an age recipient",
      hint: "a recipient begins 'age1' and has 62 characters; one wrong character fails its checksum")
  }

  static func notAnIdentity(_ text: String) -> AgeError {
    if text.hasPrefix("-----BEGIN OPENSSH") || text.hasPrefix("-----BEGIN RSA") {
      return .unusableKey("SSH keys are not supported as identities", hint: "make an age key with 'specvault keygen'")
    }
    if text.hasPrefix("AGE-SECRET-KEY-PQ-") {
      return .unusableKey(
        "hybrid post-quantum identities are not supported", hint: "make an age key with 'specvault keygen'")
    }
    if text.hasPrefix("AGE-PLUGIN-") {
      return .unusableKey(
        "identities of age plugins are not supported", hint: "make an age key with 'specvault keygen'")
    }
    if text.hasPrefix("age1") {
      return .unusableKey(
        "that is a recipient (a public key), not an identity", hint: "an identity begins 'AGE-SECRET-KEY-1'")
    }
    return .unusableKey(
      "not an age identity",
      hint: "an identity begins 'AGE-SECRET-KEY-1' and has 74 characters; one wrong one fails its checksum")
  }
}
