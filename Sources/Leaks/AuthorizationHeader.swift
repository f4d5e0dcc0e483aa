import Syntax

/// The credentials of an `Authorization` header (RFC 9110 §11.6.2) as programs, scripts and settings write it:
/// `Authorization: Bearer …`, `"Authorization", "Basic …"`.
enum AuthorizationHeader {
  private static let longest = 2_048
  private static let schemes = ["bearer", "basic", "token", "apikey", "bot", "key"].map { Array($0.utf8) }

  /// - Parameter offset: where the header's name stands.
  static func find(_ bytes: [UInt8], at offset: Int) -> Range<Int>? {
    var index = offset + "authorization".utf8.count
    let limit = min(bytes.count, index + longest)
    func skip(_ fits: (UInt8) -> Bool, atMost count: Int) {
      let end = min(limit, index + count)
      while index < end, fits(bytes[index]) { index += 1 }
    }
    skip({ "\"'`]".utf8.contains($0) }, atMost: 2)
    skip(\.isBlank, atMost: 8)
    guard index < limit, ":=,".utf8.contains(bytes[index]) else { return nil }
    skip({ $0.isBlank || ":=>,\"'`".utf8.contains($0) }, atMost: 8)
    let word = index
    skip(\.isLetter, atMost: 8)
    let scheme = bytes[word..<index].map { $0 | 0x20 }
    let hasScheme = schemes.contains(scheme) && index < limit && bytes[index].isBlank
    // Some servers take the key alone.
    if hasScheme { skip(\.isBlank, atMost: 4) } else { index = word }
    let start = index
    skip({ $0.isWord || "-.~+/=".utf8.contains($0) }, atMost: longest)
    let value = Array(bytes[start..<index])
    guard !ValueJudgement.isPlaceholder(value), !ValueJudgement.isReference(value) else { return nil }
    if !hasScheme {
      // `Authorization = request.header2(…)` is a call.
      guard index >= limit || bytes[index] != UInt8(ascii: "(") else { return nil }
      return value.count >= leastAlone && ValueJudgement.looksRandom(value) ? start..<index : nil
    }
    return (scheme == schemes[1] ? isBasic(value) : ValueJudgement.looksRandom(value)) ? start..<index : nil
  }

  /// A shorter value without a scheme is a name or a method of signing.
  private static let leastAlone = 20

  /// The same credentials as a registry's login keeps them, in Docker's `config.json`: `"auth": "…"`.
  ///
  /// - Parameter offset: where `"auth"` stands.
  static func findLogin(_ bytes: [UInt8], at offset: Int) -> Range<Int>? {
    var index = offset + "\"auth\"".utf8.count
    let limit = min(bytes.count, index + longest)
    for sign in ":\"".utf8 {
      while index < limit, bytes[index].isBlank { index += 1 }
      guard index < limit, bytes[index] == sign else { return nil }
      index += 1
    }
    let end = bytes[index..<limit].firstIndex(of: UInt8(ascii: "\"")) ?? index
    let value = Array(bytes[index..<end])
    let isDigits = value.allSatisfy { $0.isLetter || $0.isDigit || "+/=".utf8.contains($0) }
    return isDigits && isBasic(value) ? index..<end : nil
  }

  /// `user:password` in base 64 (RFC 7617).
  private static func isBasic(_ value: [UInt8]) -> Bool {
    guard value.count >= 12 else { return false }
    let text = value.withUnsafeBufferPointer { Base64Text.decode($0[...]) }
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
      return false
    }
    let password = Array(text[(colon + 1)...].prefix { $0 != 0 })
    return password.count >= 6 && !ValueJudgement.isWeakWord(password) && !ValueJudgement.isPlaceholder(password)
  }
}
