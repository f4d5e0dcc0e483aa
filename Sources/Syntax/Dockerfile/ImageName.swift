import ByteSearch
import Diagnostics

/// What a builder takes for the name of an image (distribution/reference, `regexp.go` and `normalize.go`).
package enum ImageName {
  /// What is wrong with a name, `nil` for one that can be pulled; `scratch` is one.
  package static func fault(_ text: String) -> String? {
    guard !text.isEmpty else { return "it is empty" }
    if text.contains("://") { return "a name has no scheme such as 'https://'" }
    var rest = text[...]
    if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
      guard isDigest(rest[rest.index(after: at)...]) else {
        return "'\(rest[at...].prefix(20))' is not a whole digest such as '@sha256:' and 64 hexadecimal digits"
      }
      rest = rest[..<at]
    }
    let lastPart = rest.utf8.lastIndex(of: UInt8(ascii: "/")).map { rest.utf8.index(after: $0) } ?? rest.startIndex
    if let colon = rest[lastPart...].utf8.firstIndex(of: UInt8(ascii: ":")) {
      let tag = rest[rest.index(after: colon)...]
      guard !tag.isEmpty else { return "nothing follows the ':'" }
      guard isTag(tag) else {
        return "'\(tag.prefix(40))' is not a tag: letters, digits, '_', '.' and '-', not beginning with '.' or '-'"
      }
      rest = rest[..<colon]
    }
    return repositoryFault(rest)
  }

  /// `registry.example.com:5000/team/app`
  private static func repositoryFault(_ text: Substring) -> String? {
    guard !text.isEmpty else { return "the repository is missing" }
    var parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Substring($0) }
    if parts.count > 1, let host = parts.first, isHostLike(host) {
      guard isHost(host) else { return "'\(host.prefix(60))' is not a registry's host" }
      parts.removeFirst()
    }
    for part in parts {
      guard !part.isEmpty else { return "a part of its path is empty" }
      if part.utf8.contains(where: \.isUppercase) { return "repositories are in lower case" }
      guard isPathPart(Array(part.utf8)) else {
        return "'\(part.prefix(60))' is not a part of a repository's path"
      }
    }
    return nil
  }

  /// Whether the part before the first slash is read as a host.
  private static func isHostLike(_ part: Substring) -> Bool {
    part == "localhost" || part.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || $0.isUppercase }
  }

  private static func isHost(_ text: Substring) -> Bool {
    if text.hasPrefix("[") { return text.contains("]") }
    let sides = text.split(separator: ":", omittingEmptySubsequences: false)
    guard sides.count <= 2, let name = sides.first else { return false }
    if sides.count == 2, sides[1].isEmpty || !sides[1].utf8.allSatisfy(\.isDigit) { return false }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      let bytes = label.utf8
      guard let first = bytes.first, let last = bytes.last else { return false }
      return (first.isLetter || first.isDigit) && (last.isLetter || last.isDigit)
        && bytes.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }
  }

  /// Small letters and digits; between them `.`, `_`, `__` or hyphens.
  private static func isPathPart(_ bytes: [UInt8]) -> Bool {
    func isPlain(_ byte: UInt8) -> Bool { byte.isLowercase || byte.isDigit }
    guard let first = bytes.first, let last = bytes.last, isPlain(first), isPlain(last) else { return false }
    var index = 0
    while index < bytes.count {
      let start = index
      while index < bytes.count, !isPlain(bytes[index]) { index += 1 }
      let separator = bytes[start..<index]
      let isLegal =
        separator.isEmpty || separator.allSatisfy { $0 == UInt8(ascii: "-") } || separator.elementsEqual(".".utf8)
        || separator.elementsEqual("_".utf8) || separator.elementsEqual("__".utf8)
      guard isLegal else { return false }
      while index < bytes.count, isPlain(bytes[index]) { index += 1 }
    }
    return true
  }

  private static func isTag(_ text: Substring) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, first.isWord, bytes.count <= 128 else { return false }
    return bytes.allSatisfy { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  /// `sha256:` and 64 hexadecimal digits; of other algorithms at least 32.
  package static func isDigest(_ text: Substring) -> Bool {
    let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, let first = sides[0].utf8.first, first.isLetter else { return false }
    let digits = sides[1].utf8
    let isHexadecimal = digits.allSatisfy { $0.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20) }
    let length = ["sha256": 64, "sha384": 96, "sha512": 128][String(sides[0])]
    return isHexadecimal && (length.map { digits.count == $0 } ?? (digits.count >= 32))
  }
}
