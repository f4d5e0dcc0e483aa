import ByteSearch
import Syntax
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Tells values that may be secrets from those that only stand for one.
enum ValueJudgement {
  /// Shannon's entropy in bits a byte.
  static func entropy(_ bytes: some Collection<UInt8>) -> Double {
    guard !bytes.isEmpty else { return 0 }
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let total = Double(bytes.count)
    return counts.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / total
      return sum - share * log2(share)
    }
  }

  /// `AKIAIOSFODNN7EXAMPLE`, `xxxxxxxx`, `1234567890`, `your-key-here`: a text that shows the form only.
  static func isPlaceholder(_ bytes: some Collection<UInt8>) -> Bool {
    let text = bytes.map { $0.isUppercase ? $0 | 0x20 : $0 }
    if placeholderWords.contains(where: { text.firstRange(of: $0, in: 0..<text.count) != nil }) { return true }
    return longestRun(text) >= max(6, text.count / 3) || longestSequence(text) >= 8
  }

  private static let placeholderWords: [[UInt8]] = [
    "example", "placeholder", "changeme", "change-me", "change_me", "change-in", "replace", "redacted", "dummy", "xxxx",
    "your-", "your_", "yourkey", "yoursecret", "yourtoken", "insert", "****", "...", "<", "todo", "fake", "sample",
    "notasecret", "not-a-", "lorem", "foobar", "deadbeef", "sflkxwrjsmekkf2qt4fwpmejf36pok6yjv_adqssw5c",
  ].map { Array($0.utf8) }

  /// The longest run of one byte.
  private static func longestRun(_ text: [UInt8]) -> Int {
    longest(text) { $0 == $1 }
  }

  /// The longest run in which each byte follows the one before it: `12345`, `abcd`.
  private static func longestSequence(_ text: [UInt8]) -> Int {
    longest(text) { $1 == $0 &+ 1 || ($0 == UInt8(ascii: "9") && $1 == UInt8(ascii: "0")) }
  }

  private static func longest(_ text: [UInt8], _ goesOn: (UInt8, UInt8) -> Bool) -> Int {
    var (longest, length) = (text.isEmpty ? 0 : 1, 1)
    for index in text.indices.dropFirst() {
      length = goesOn(text[index - 1], text[index]) ? length + 1 : 1
      longest = max(longest, length)
    }
    return longest
  }

  /// A value that stands elsewhere: `${NAME}`, `{{ .Values.x }}`, `os.environ[…]`, an ARN, a path, a URL.
  static func isReference(_ bytes: [UInt8]) -> Bool {
    if let first = bytes.first, "$/.~{%@!&*".utf8.contains(first) { return true }
    return referenceMarks.contains { bytes.firstRange(of: $0, in: 0..<bytes.count) != nil }
  }

  private static let referenceMarks: [[UInt8]] = [
    "${", "{{", "$(", "<%", "#{", "%(", "://", "process.env", "environ", "getenv", "ENV[", "env.", "vault:", "arn:",
    "op:/",
    "ref+", "ssm:", "secretsmanager:", "ENC[", "sops:", "gcp-sm:", "secrets.", "vars.", "config.", "self.", "this.",
  ].map { Array($0.utf8) }

  /// Whether a value, assigned to a name that speaks of a secret, looks made by a machine.
  static func looksRandom(_ value: [UInt8]) -> Bool {
    guard value.count >= 12, value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), value.contains(where: \.isDigit),
      value.contains(where: \.isLetter), !isUUID(value), !isWords(value)
    else { return false }
    return entropy(value) >= 3
  }

  /// Whether a value, assigned to a name that speaks of a password, looks made up by a person who was asked for a strong one:
  /// three of small letters, capitals, digits and signs, and no words with a number behind them.
  static func looksLikePassword(_ value: [UInt8]) -> Bool {
    guard value.count >= 8, value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !isWords(value) else { return false }
    let classes = [
      value.contains(where: \.isLowercase), value.contains(where: \.isUppercase), value.contains(where: \.isDigit),
      value.contains { !$0.isLetter && !$0.isDigit },
    ]
    return classes.count { $0 } >= 3 && entropy(value) >= 2.5
  }

  private static func isUUID(_ value: [UInt8]) -> Bool { uuid?.matchesWhole(value) ?? false }

  private static let uuid = TokenPattern(Array("\\H{8}-\\H{4}-\\H{4}-\\H{4}-\\H{12}".utf8)[...])

  /// Words and small numbers with signs between them: `aws.secrets.token-2`, `local-dev-secret`.
  private static func isWords(_ value: [UInt8]) -> Bool {
    let parts = value.split { !$0.isLetter && !$0.isDigit }
    guard parts.count > 1 || value.count < 16 else { return false }
    return parts.allSatisfy { part in
      let letters = part.prefix(while: \.isLetter)
      let rest = part.dropFirst(letters.count)
      return rest.count <= 4 && rest.allSatisfy(\.isDigit) && isWritten(letters)
    }
  }

  /// Whether letters change from small to capital as in words put together: at most every fourth.
  private static func isWritten(_ letters: ArraySlice<UInt8>) -> Bool {
    let humps = zip(letters, letters.dropFirst()).count { $0.isLowercase && $1.isUppercase }
    return humps * 4 <= letters.count && letters.count <= 40
  }

  /// Passwords that everybody's examples have.
  static func isWeakWord(_ value: [UInt8]) -> Bool {
    weakWords.contains(value.map { $0.isUppercase ? $0 | 0x20 : $0 })
  }

  private static let weakWords: Set<[UInt8]> = Set(
    [
      "password", "passwd", "pass", "secret", "postgres", "mysql", "mongo", "redis", "rabbitmq", "guest", "root",
      "admin",
      "user", "test", "testing", "username", "token", "default", "local", "localhost", "password1", "password123",
      "pass123",
      "minioadmin", "changeit", "mypassword", "my-password", "hunter2", "qwerty", "letmein", "pw",
    ].map { Array($0.utf8) })
}
