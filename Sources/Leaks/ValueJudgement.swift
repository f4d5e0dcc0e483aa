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
    // Keys that Azurite, the Cosmos DB emulator and Stripe print in their documentation.
    "eby8vdm02xnocqflquwjpllmetlcdxj1", "c2y6ydjf5/r+ob0n8a7cgv30vrdjiweh", "4ec39hqlyjwdarjtt1zdp7dc",
    "bqokikjovbii2hlwgh4olfq2",
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

  /// A value that stands elsewhere: `${NAME}`, `{{ .Values.x }}`, `os.environ[…]`, an ARN, a path, a URL, a
  /// regular expression; or is sealed: dotenvx, EJSON, Jasypt, KMS.
  static func isReference(_ bytes: [UInt8]) -> Bool {
    if let first = bytes.first, "$/.~{%@!&*[^(\\".utf8.contains(first) { return true }
    return referenceMarks.contains { bytes.firstRange(of: $0, in: 0..<bytes.count) != nil }
  }

  private static let referenceMarks: [[UInt8]] = [
    "${", "{{", "$(", "<%", "#{", "%(", "://", "process.env", "environ", "getenv", "ENV[", "env.", "vault:", "arn:",
    "op:/",
    "encrypted:", "EJ[1:", "ENC(", "urn:", "AQICAH", "ref+", "ssm:", "secretsmanager:", "ENC[", "sops:", "gcp-sm:",
    "secrets.", "vars.", "config.", "self.", "this.",
  ].map { Array($0.utf8) }

  /// What most values fail, asked before the tokens that only a name tells from other texts.
  static func mayBeToken(_ value: [UInt8]) -> Bool {
    value.contains(where: \.isDigit) && value.contains(where: \.isLetter) && !value.contains(where: \.isSpace)
  }

  /// Whether a value, assigned to a name that speaks of a secret, looks made by a machine.
  static func looksRandom(_ value: [UInt8]) -> Bool {
    guard value.count >= 12, value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), value.contains(where: \.isLetter),
      value.contains(where: \.isDigit) || isLetterSoup(value), !isUUID(value), !isWords(value)
    else { return false }
    return entropy(value) >= 3
  }

  /// Letters alone, so many and so mixed that no words are among them: those that words hardly have, and long runs without a
  /// vowel or capitals in the middle.
  private static func isLetterSoup(_ value: [UInt8]) -> Bool {
    guard value.count >= 30, value.count(where: { "jqxz".utf8.contains($0 | 0x20) }) * 15 >= value.count else {
      return false
    }
    return zip(value, value.dropFirst()).count { $0.isLowercase && $1.isUppercase } * 6 > value.count
      || longestConsonants(value) >= 5
  }

  private static func longestConsonants(_ value: [UInt8]) -> Int {
    var (longest, length) = (0, 0)
    for byte in value {
      length = byte.isLetter && !"aeiouy".utf8.contains(byte | 0x20) ? length + 1 : 0
      longest = max(longest, length)
    }
    return longest
  }

  /// Whether a value, assigned to a name that speaks of a password, looks made up by a person who was asked for a strong one:
  /// three of small letters, capitals, digits and signs, and no words with a number behind them.
  static func looksLikePassword(_ value: [UInt8]) -> Bool {
    guard value.count >= 8, value.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return false }
    let signs = value.filter { !$0.isLetter && !$0.isDigit }
    let classes = [
      value.contains(where: \.isLowercase), value.contains(where: \.isUppercase), value.contains(where: \.isDigit),
      !signs.isEmpty,
    ]
    guard classes.count(where: { $0 }) >= 3, entropy(value) >= 2.5 else { return false }
    // `Summer2024!`: words, but the sign is there for a rule on passwords.
    return !isWords(value) || classes[2] && signs.contains { "!@#$%^&*+=?~".utf8.contains($0) }
  }

  static func isUUID(_ value: [UInt8]) -> Bool { uuid?.matchesWhole(value) ?? false }

  private static let uuid = TokenPattern(Array("\\H{8}-\\H{4}-\\H{4}-\\H{4}-\\H{12}".utf8)[...])

  /// Words and small numbers with signs between them: `aws.secrets.token-2`, `local-dev-secret`.
  private static func isWords(_ value: [UInt8]) -> Bool {
    let parts = value.split { !$0.isLetter && !$0.isDigit }
    guard parts.count > 1 || value.count < 16 || namesItself(value) else { return false }
    guard parts.contains(where: { $0.count > 3 }) else { return false }
    // `k8s`, `v2b`: too short to be random.
    return parts.allSatisfy { $0.count <= 3 || isWord($0) }
  }

  /// `newRootPassword123`: a value that says what it would be.
  private static func namesItself(_ value: [UInt8]) -> Bool {
    let text = value.map { $0.isUppercase ? $0 | 0x20 : $0 }
    return ownWords.contains { text.firstRange(of: $0, in: 0..<text.count) != nil }
  }

  private static let ownWords = ["password", "secret", "token", "apikey", "admin", "login", "testing"].map {
    Array($0.utf8)
  }

  /// Letters as in words, and a small number behind them.
  private static func isWord(_ part: ArraySlice<UInt8>) -> Bool {
    let letters = part.prefix(while: \.isLetter)
    let rest = part.dropFirst(letters.count)
    return rest.count <= 4 && rest.allSatisfy(\.isDigit) && isWritten(letters)
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
