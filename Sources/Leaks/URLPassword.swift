import Syntax

/// The password of `scheme://user:password@host` (RFC 3986 §3.2.1).
enum URLPassword {
  private static let longest = 256

  /// - Parameter offset: where `://` stands.
  static func find(_ bytes: [UInt8], at offset: Int) -> Range<Int>? {
    guard bytes.starts(with: "://", at: offset), offset > 0, bytes[offset - 1].isLetter || bytes[offset - 1].isDigit
    else { return nil }
    let start = offset + 3
    let limit = min(bytes.count, start + longest)
    var colon: Int?
    var at: Int?
    var index = start
    while index < limit, isUserInfo(bytes[index]) {
      if bytes[index] == UInt8(ascii: ":"), colon == nil { colon = index }
      if bytes[index] == UInt8(ascii: "@") { at = index }
      index += 1
    }
    guard let colon, let at, colon < at - 1, at + 1 < bytes.count, bytes[at + 1].isWord || bytes[at + 1] == 0x5B else {
      return nil
    }
    let password = Array(bytes[colon + 1..<at])
    guard password.count >= 6, !ValueJudgement.isReference(password), !ValueJudgement.isPlaceholder(password),
      !ValueJudgement.isWeakWord(password), !SecretName.isName(password), !password.elementsEqual(bytes[start..<colon]),
      ValueJudgement.entropy(password) >= 2.2
    else { return nil }
    return colon + 1..<at
  }

  private static func isUserInfo(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != 0x7F && !"/\"'`<>\\?#|{}[]".utf8.contains(byte)
  }
}
