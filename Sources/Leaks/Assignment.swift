import Syntax

/// `NAME = value` in whatever language: found from a word inside the name.
struct Assignment {
  let name: Range<Int>
  let value: Range<Int>

  /// Longer names and values are no secrets.
  private static let longestName = 128
  private static let longestValue = 512

  /// Words that names of secrets have.
  static let words = [
    "password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "access_key", "accesskey",
    "access-key", "private_key", "privatekey", "private-key", "auth_key", "authkey", "credential", "encryption_key",
    "signing_key", "signingkey", "encryptionkey", "client_key", "_pwd", "pwd", "_pass", "_key", "licence_key",
    "license_key",
    "bearer", "hapikey",
  ]

  /// What may follow such a word in a name that still means the value itself.
  private static let endings: Set<String> = [
    "", "base", "value", "live", "test", "prod", "production", "staging", "dev", "development", "default", "old", "new",
    "key", "keyid", "primary", "secondary", "string", "main", "root", "admin",
  ]

  /// Whether a name ends in one of the words, rather than speaking of something about a secret: `token_url`, `secretName`.
  ///
  /// - Parameter name: in small letters.
  static func endsInWord(_ name: [UInt8]) -> Bool {
    guard !isHarmless(name) else { return false }
    var end: Int?
    for start in name.indices {
      for word in wordBytes where name[start] == word[0] && name[start...].starts(with: word) {
        end = max(end ?? 0, start + word.count)
      }
    }
    guard let end else { return false }
    let rest = name[end...].filter(\.isLetter)
    return endings.contains(String(decoding: rest, as: UTF8.self))
  }

  /// Whether a name is of a password, which people make up: shorter than what machines make.
  ///
  /// - Parameter name: in small letters.
  static func namesPassword(_ name: [UInt8]) -> Bool {
    name.suffix(5).elementsEqual("_pass".utf8)
      || passwordWords.contains { name.firstRange(of: $0, in: 0..<name.count) != nil }
  }

  /// A name in small letters; `dbPass` as `db_pass`.
  static func lowered(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
    var result: [UInt8] = []
    var isSmall = false
    for (index, byte) in zip(name.indices, name) {
      if isSmall, name[index...].starts(with: hump.utf8) { result.append(UInt8(ascii: "_")) }
      isSmall = byte.isLowercase || byte.isDigit
      result.append(byte.isUppercase ? byte | 0x20 : byte)
    }
    return result
  }

  /// A word that only its capital tells from others: `dbPass`, but not `compass`.
  static let hump = "Pass"

  private static let passwordWords = ["password", "passwd", "passphrase", "pwd"].map { Array($0.utf8) }

  private static let wordBytes = words.map { Array($0.utf8) }

  /// Whether a name is of a thing that is no secret though it is called a token or key: pages of a list, keys of a table.
  ///
  /// - Parameter name: in small letters.
  static func isHarmless(_ name: [UInt8]) -> Bool {
    let bare = name.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
    return harmless.contains { bare.suffix($0.count).elementsEqual($0) } || bare.starts(with: "public".utf8)
  }

  /// Whether a value in hexadecimal digits stands under a name of what is public: the fingerprint of a key, a check sum.
  ///
  /// - Parameter name: in small letters.
  static func isPublicDigest(_ name: [UInt8], _ value: [UInt8]) -> Bool {
    let bare = value.filter { $0 != 0x20 && $0 != UInt8(ascii: ":") }
    guard bare.allSatisfy({ $0.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20) }) else {
      return false
    }
    return digestWords.contains { name.firstRange(of: $0, in: 0..<name.count) != nil }
  }

  private static let digestWords = [
    "gpg", "pgp", "fingerprint", "sha", "checksum", "digest", "md5", "keyring", "signing_key_id",
  ]
  .map { Array($0.utf8) }

  private static let harmless = [
    "nexttoken", "pagetoken", "continuationtoken", "paginationtoken", "synctoken", "clienttoken", "requesttoken",
    "idempotencytoken", "csrftoken", "xsrftoken", "locktoken", "tasktoken", "publickey", "primarykey", "foreignkey",
    "partitionkey", "sortkey", "cachekey", "objectkey", "s3key", "keykey", "idempotencykey", "routingkey", "bucketkey",
    "translationkey", "groupkey", "lookupkey", "destkey", "sourcekey", "hashkey", "rangekey", "shardkey", "indexkey",
    "sitekey",
    "publishablekey", "tokentype", "fingerprint",
  ].map { Array($0.utf8) }

  /// Whether a value is itself the name of a variable: `api_key_env="OPENAI_API_KEY"`.
  static func isName(_ value: [UInt8]) -> Bool {
    value.allSatisfy { $0.isUppercase || $0.isDigit || $0 == UInt8(ascii: "_") } && value.contains(UInt8(ascii: "_"))
  }

  static func find(_ text: UnsafeBufferPointer<UInt8>, at offset: Int, isSettings: Bool) -> Assignment? {
    var start = offset
    while start > 0, offset - start < longestName, isNamePart(text[start - 1]) { start -= 1 }
    var end = offset
    while end < text.count, end - offset < longestName, isNamePart(text[end]) { end += 1 }
    guard end - start < longestName, !isInNamespace(text, start) else { return nil }
    let name = start..<end
    if start > 0, end < text.count, text[start - 1] == UInt8(ascii: "<"), text[end] == UInt8(ascii: ">") {
      return element(text, name)
    }
    guard let first = separatorEnd(text, end) ?? pairedValue(text, name) ?? argument(text, name) else { return nil }
    return value(text, name, first, isSettings: isSettings)
  }

  /// Where the value of `name: NAME` + `value: …`, `{"name": "NAME", "value": …}` or `<add key="NAME" value=…>` begins.
  private static func pairedValue(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> Int? {
    var before = name.lowerBound - 1
    if before >= 0, "\"'".utf8.contains(text[before]) { before -= 1 }
    while before >= 0, name.lowerBound - before < 8, text[before].isBlank { before -= 1 }
    guard before >= 0, text[before] == UInt8(ascii: ":") || text[before] == UInt8(ascii: "=") else { return nil }
    var index = name.upperBound
    func skip(_ fits: (UInt8) -> Bool, atMost limit: Int) {
      let end = min(text.count, index + limit)
      while index < end, fits(text[index]) { index += 1 }
    }
    let isQuote: (UInt8) -> Bool = { "\"'".utf8.contains($0) }
    skip(isQuote, atMost: 1)
    skip({ $0.isSpace || $0 == UInt8(ascii: ",") }, atMost: 64)
    skip(isQuote, atMost: 1)
    guard index + 5 < text.count, text[index..<index + 5].elementsEqual("value".utf8, by: { $0 | 0x20 == $1 }) else {
      return nil
    }
    index += 5
    skip(isQuote, atMost: 1)
    skip(\.isBlank, atMost: 8)
    guard index < text.count, text[index] == UInt8(ascii: ":") || text[index] == UInt8(ascii: "=") else { return nil }
    index += 1
    skip(\.isBlank, atMost: 8)
    return index
  }

  /// Where the value of `set("NAME", "…")` begins.
  private static func argument(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> Int? {
    var before = name.lowerBound
    while before > 0, name.lowerBound - before < longestName, isNamePart(text[before - 1]) || text[before - 1] == 0x2E {
      before -= 1
    }
    guard before > 1, name.upperBound < text.count, "\"'".utf8.contains(text[before - 1]),
      text[name.upperBound] == text[before - 1], text[before - 2] == UInt8(ascii: "(")
    else { return nil }
    var index = name.upperBound + 1
    guard index < text.count, text[index] == UInt8(ascii: ",") else { return nil }
    index += 1
    while index < text.count, index - name.upperBound < 32, text[index].isBlank { index += 1 }
    return index < text.count && "\"'".utf8.contains(text[index]) ? index : nil
  }

  /// `AWS::ApiGateway::ApiKey` names a type.
  private static func isInNamespace(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    start > 1 && text[start - 1] == UInt8(ascii: ":") && text[start - 2] == UInt8(ascii: ":")
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    byte.isWord || byte == UInt8(ascii: "-")
  }

  /// `<password>value</password>`.
  private static func element(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>) -> Assignment? {
    let start = name.upperBound + 1
    var end = start
    while end < text.count, end - start < longestValue, text[end] != UInt8(ascii: "<"), !text[end].isSpace { end += 1 }
    guard end < text.count, end > start, text[end] == UInt8(ascii: "<") else { return nil }
    return Assignment(name: name, value: start..<end)
  }

  /// Behind `=`, `:`, `:=`, `=>`, `: string =`, with the quote or bracket that closes the name before it.
  private static func separatorEnd(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> Int? {
    var index = end
    func byte() -> UInt8 { index < text.count ? text[index] : 0 }
    func skipBlanks() {
      let limit = index + 32
      while index < min(limit, text.count), text[index].isBlank { index += 1 }
    }
    if "\"'`".utf8.contains(byte()) { index += 1 }
    if byte() == UInt8(ascii: "]") { index += 1 }
    skipBlanks()
    switch byte() {
    case UInt8(ascii: "="):
      index += 1
      if byte() == UInt8(ascii: ">") { index += 1 } else if byte() == UInt8(ascii: "=") { return nil }
    case UInt8(ascii: ":"):
      index += 1
      if byte() == UInt8(ascii: "=") { index += 1 } else if byte() == UInt8(ascii: ":") { return nil }
      skipBlanks()
      // A type annotation: the value stands behind the '=' that follows it.
      var type = index
      while type < text.count, type - index < 24, text[type].isLetter { type += 1 }
      var sign = type
      while sign < text.count, sign - type < 4, text[sign].isBlank { sign += 1 }
      if type > index, sign < text.count, sign > type, text[sign] == UInt8(ascii: "=") { index = sign + 1 }
    default: return nil
    }
    skipBlanks()
    return index
  }

  private static func value(
    _ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>, _ first: Int, isSettings: Bool
  ) -> Assignment? {
    guard first < text.count else { return nil }
    let quote = text[first]
    if "\"'`".utf8.contains(quote) {
      var end = first + 1
      while end < text.count, end - first <= longestValue, text[end] != quote, text[end] != 0x0A { end += 1 }
      guard end < text.count, text[end] == quote, end > first + 1 else { return nil }
      return Assignment(name: name, value: first + 1..<end)
    }
    // Inside a string, as in a connection string, a value ends with a semicolon.
    var end = first
    while end < text.count, end - first <= longestValue, !text[end].isSpace, !"\"'`;,<>()".utf8.contains(text[end]) {
      end += 1
    }
    let endsField =
      end < text.count && text[end] == UInt8(ascii: ";") && name.lowerBound > 0
      && (text[name.lowerBound - 1] == UInt8(ascii: ";") || text[name.lowerBound - 1].isBlank)
    guard isSettings || endsField || isArgument(text, name, end), end > first, end - first <= longestValue else {
      return nil
    }
    return Assignment(name: name, value: first..<end)
  }

  /// Whether `NAME=value` is a string: `run(["-e", "NAME=value"])`; `NAME=value&more` is a query.
  private static func isArgument(_ text: UnsafeBufferPointer<UInt8>, _ name: Range<Int>, _ end: Int) -> Bool {
    name.lowerBound > 0 && end < text.count && text[name.upperBound] == UInt8(ascii: "=")
      && "\"'".utf8.contains(text[end]) && text[end] == text[name.lowerBound - 1]
      && !text[name.upperBound..<end].contains(UInt8(ascii: "&"))
  }
}
