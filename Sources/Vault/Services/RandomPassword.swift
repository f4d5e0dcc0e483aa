import Cryptography

/// GetRandomPassword (AWS Secrets Manager API Reference).
package struct RandomPassword: Sendable {
  package var length = 32
  package var excludedCharacters = ""
  package var excludesNumbers = false
  package var excludesPunctuation = false
  package var excludesUppercase = false
  package var excludesLowercase = false
  package var includesSpace = false
  package var requiresEachType = true

  package init() {}

  private static let lowercase = "abcdefghijklmnopqrstuvwxyz"
  private static let numbers = "0123456789"
  private static let punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

  /// A password of these rules.
  /// - Throws: ``ServiceError`` where no password could keep them.
  package func generate() throws -> SecretBytes {
    guard (1...4096).contains(length) else {
      throw ServiceError.invalidParameter("The length of the password must be between 1 and 4096.")
    }
    let types = alphabets
    let space: [UInt8] = includesSpace && !excludedCharacters.utf8.contains(0x20) ? [0x20] : []
    let all = types.flatMap(\.self) + space
    guard !all.isEmpty else {
      throw ServiceError.invalidParameter("All characters are excluded: nothing is left to build a password of.")
    }
    guard !requiresEachType || length >= types.count else {
      throw ServiceError.invalidParameter(
        "Password length is too short based on the required types.")
    }
    return try SecretBytes(capacity: length) { target in
      repeat {
        for index in 0..<length { target[index] = all[Int(try SecureRandom.below(UInt32(all.count)))] }
      } while requiresEachType && !types.allSatisfy { type in target.contains { type.contains($0) } }
      return length
    }
  }

  /// The types that are left, each of at least one character. The space is none of them: what RequireEachIncludedType asks for
  /// is an upper and a lower case letter, a number and a punctuation mark (the service model's documentation of the member), so
  /// that four characters are enough with IncludeSpace.
  private var alphabets: [[UInt8]] {
    let types = [
      excludesLowercase ? "" : RandomPassword.lowercase,
      excludesUppercase ? "" : RandomPassword.lowercase.uppercased(), excludesNumbers ? "" : RandomPassword.numbers,
      excludesPunctuation ? "" : RandomPassword.punctuation,
    ]
    let excluded = Set(excludedCharacters.utf8)
    return types.map { $0.utf8.filter { !excluded.contains($0) } }.filter { !$0.isEmpty }
  }
}
