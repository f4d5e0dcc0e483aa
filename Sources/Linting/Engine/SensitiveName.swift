/// Names of variables that sound like a secret's, after BuildKit's check of ARG and ENV, with more words that take the
/// meaning back (`frontend/dockerfile/dockerfile2llb/convert.go`, `secretTokens` and `secretAllowTokens`).
enum SensitiveName {
  private static let words: Set<String> = [
    "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
  ]
  /// Words with which a name speaks of something public.
  private static let allowed: Set<String> = ["public", "pub", "pubkey", "gpg", "pgp", "fingerprint", "checksum"]
  /// What a name says of a secret rather than being one, as its last word.
  private static let aspects: Set<String> = [
    "file", "files", "version", "path", "dir", "directory", "folder", "location", "length", "len", "size", "bits",
    "bytes", "count", "limit", "type", "kind", "format", "algorithm", "alg", "algo", "cipher", "hash", "ttl", "expiry",
    "expires", "expiration", "timeout", "lifetime", "age", "days", "minutes", "seconds", "interval", "rotation",
    "name", "prefix", "suffix", "header", "field", "param", "enabled", "enable", "disabled", "required", "optional",
    "mode", "method", "methods", "provider", "realm", "scheme", "backend", "driver", "host", "port", "endpoint",
    "server", "service", "domain", "issuer", "audience", "region", "store", "manager", "policy", "rules", "sock",
    "socket", "sha", "sha1", "sha256", "sha512", "md5", "digest", "checksum", "fingerprint", "fingerprints", "bucket",
    "src", "source", "target", "dest", "mount", "template", "index", "separator", "delimiter", "map", "layout",
  ]

  /// Whether an ARG or ENV of a name, with a value or without, shows a secret to whoever has the image.
  static func isSensitive(_ name: String, value: String?) -> Bool {
    let parts = name.lowercased().split(separator: "_").map(String.init)
    guard parts.contains(where: words.contains), !parts.contains(where: allowed.contains) else { return false }
    if let value, value.isEmpty { return false }
    guard let last = parts.last else { return false }
    if last == "url" || last == "uri" { return hasCredentials(value ?? "") }
    return !aspects.contains(last)
  }

  /// A user and password in a URL: `scheme://user:password@host`.
  private static func hasCredentials(_ value: String) -> Bool {
    guard let at = value.firstIndex(of: "@"), let start = value.firstIndex(of: "/"), start < at else { return false }
    return value[start..<at].contains(":")
  }
}
