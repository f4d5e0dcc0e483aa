import ByteSearch
import Syntax

/// What the name of a variable, key or argument says of its value: whether that is a secret, and of which sort.
enum SecretName {
  /// Words that names of secrets have.
  static let words = [
    "password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key", "access_key", "accesskey",
    "access-key", "private_key", "privatekey", "private-key", "auth_key", "authkey", "credential", "encryption_key",
    "signing_key", "signingkey", "encryptionkey", "client_key", "_pwd", "pwd", "_pass", "_key", "licence_key",
    "license_key",
    "bearer", "hapikey", "authtoken", "api.key", "access.key",
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

  /// Whether a name is of what opens something, and not just of a key: of tables, of maps.
  ///
  /// - Parameter name: in small letters.
  static func namesCredential(_ name: [UInt8]) -> Bool {
    credentialWords.contains { name.firstRange(of: $0, in: 0..<name.count) != nil }
  }

  private static let credentialWords = [
    "password", "passwd", "passphrase", "secret", "apitoken", "api_token", "api-token", "authtoken", "auth_token",
    "auth-token",
    "accesstoken", "access_token", "access-token", "bearer", "apikey", "api_key", "api-key", "access_key", "accesskey",
    "access-key", "auth_key", "authkey", "private_key", "privatekey", "license_key", "licence_key",
  ].map { Array($0.utf8) }

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
      || bare.firstRange(of: Array("publickey".utf8), in: 0..<bare.count) != nil
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
    "nexttoken", "pagetoken", "startingtoken", "changetoken", "updatetoken", "actiontoken", "continuationtoken",
    "paginationtoken", "synctoken", "clienttoken", "requesttoken",
    "idempotencytoken", "csrftoken", "xsrftoken", "authenticitytoken", "verificationtoken", "middlewaretoken",
    "locktoken", "tasktoken", "publickey", "primarykey", "foreignkey",
    "partitionkey", "sortkey", "cachekey", "objectkey", "s3key", "keykey", "idempotencykey", "routingkey", "bucketkey",
    "translationkey", "groupkey", "lookupkey", "destkey", "sourcekey", "hashkey", "rangekey", "shardkey", "indexkey",
    "sitekey",
    "publishablekey", "tokentype", "fingerprint",
  ].map { Array($0.utf8) }

  /// Whether a value is itself the name of a variable: `api_key_env="OPENAI_API_KEY"`.
  static func isName(_ value: [UInt8]) -> Bool {
    value.allSatisfy { $0.isUppercase || $0.isDigit || $0 == UInt8(ascii: "_") } && value.contains(UInt8(ascii: "_"))
  }
}
