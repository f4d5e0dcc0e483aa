import ByteSearch
import Syntax

/// What stands in the artifact itself of a value that also refers to variables.
package enum LiteralPart {
  /// The secret that is written out beside references: the password of `postgres://shop:…@${DB_HOST}/shop`, or a text with
  /// a `$` in its middle, which is no reference for most loaders. `nil` where references stand for what is secret.
  package static func secret(of reference: SecretReference) -> String? {
    guard reference.store == nil, reference.text.utf8.contains(UInt8(ascii: "$")) else { return nil }
    let bytes = Array(reference.text.utf8)
    let references = references(bytes)
    if let scheme = bytes.firstRange(of: "://".utf8, in: 0..<bytes.count) {
      return password(bytes, from: scheme.upperBound, references)
    }
    let rest = outside(references, bytes)
    let isSecret =
      rest.count >= 8 && rest.contains(where: \.isLetter) && rest.contains(where: \.isDigit)
      && !rest.contains { "{}()|".utf8.contains($0) }
    let text = String(decoding: rest, as: UTF8.self)
    return isSecret && !ValueReader.isPlaceholder(text) ? text : nil
  }

  /// Whether a value has letters or digits of its own beside references and templates: too little to be told to be a secret,
  /// and still not to be shown.
  package static func hasOwnText(_ reference: SecretReference) -> Bool {
    let bytes = Array(reference.text.utf8)
    guard reference.store == nil, bytes.contains(UInt8(ascii: "$")) || bytes.starts(with: "{{".utf8) else {
      return false
    }
    let rest = outside(references(bytes), bytes)
    return outside(templates(rest), rest).contains { $0.isLetter || $0.isDigit }
  }

  private static func references(_ bytes: [UInt8]) -> [Range<Int>] {
    VariableReference.find(in: bytes).map(\.range).filter { isMeant($0, bytes) }
  }

  /// `${{ … }}`, `{{ … }}`, `$( … )`: none inside another.
  private static func templates(_ bytes: [UInt8]) -> [Range<Int>] {
    var forms = [("${{", "}}"), ("{{", "}}"), ("$(", ")")]
    var result: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      guard let form = forms.firstIndex(where: { bytes[index...].starts(with: $0.0.utf8) }) else {
        index += 1
        continue
      }
      if let end = bytes.firstRange(of: forms[form].1.utf8, in: index..<bytes.count) {
        result.append(index..<end.upperBound)
        index = end.upperBound
      } else {
        // Not behind what follows either.
        forms.remove(at: form)
      }
    }
    return result
  }

  private static func outside(_ ranges: [Range<Int>], _ bytes: [UInt8]) -> [UInt8] {
    var rest: [UInt8] = []
    var index = 0
    for range in ranges {
      rest += bytes[index..<range.lowerBound]
      index = range.upperBound
    }
    return rest + bytes[index...]
  }

  /// `${NAME}` always is, `$NAME` where it is in capitals and no letter or digit stands before it.
  private static func isMeant(_ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
    if bytes[range.upperBound - 1] == UInt8(ascii: "}") || range == 0..<bytes.count { return true }
    let isBehindWord = range.lowerBound > 0 && bytes[range.lowerBound - 1].isWord
    return !isBehindWord && !bytes[range].contains(where: \.isLowercase)
  }

  /// The password of `user:password@host` (RFC 3986 §3.2.1), if no reference is in it.
  private static func password(_ bytes: [UInt8], from start: Int, _ references: [Range<Int>]) -> String? {
    guard let at = bytes[start...].lastIndex(of: UInt8(ascii: "@")),
      let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
    else { return nil }
    let range = colon + 1..<at
    let text = bytes.text(range)
    guard !references.contains(where: { $0.overlaps(range) }), !ValueReader.isPlaceholder(text) else { return nil }
    return text
  }
}
