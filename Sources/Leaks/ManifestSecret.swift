import ByteSearch
import Syntax

/// The values of a Secret of Kubernetes (kubernetes.io, "Secrets"): those of `data` in base 64, those of `stringData` as they
/// are, secrets under whatever key.
enum ManifestSecret {
  struct Value {
    let key: Range<Int>
    let range: Range<Int>
    let isEncoded: Bool
  }

  static let marks = ["kind: Secret", "\"kind\": \"Secret\"", "\"kind\":\"Secret\""]

  /// A manifest is no longer.
  private static let longest = 1 << 20

  /// The values of the document that a place is in, and where that ends.
  ///
  /// - Parameter offset: where the kind stands.
  static func values(_ bytes: [UInt8], at offset: Int) -> (values: [Value], end: Int) {
    let document = document(bytes, around: offset)
    guard followsKind(bytes, offset) else { return ([], offset) }
    var values: [Value] = []
    for (field, isEncoded) in [("data", true), ("stringData", false)] {
      guard let body = body(of: field, bytes, document) else { continue }
      var index = body.lowerBound
      while index < body.upperBound {
        let end = bytes.firstOffset(of: 0x0A, in: index..<body.upperBound) ?? body.upperBound
        if let (key, value) = entry(bytes, index..<end) {
          values.append(Value(key: key, range: value, isEncoded: isEncoded))
        }
        index = end + 1
      }
    }
    return (values, document.upperBound)
  }

  /// `SecretStore` and `SecretList` are other kinds.
  private static func followsKind(_ bytes: [UInt8], _ offset: Int) -> Bool {
    let end = bytes.firstOffset(of: 0x0A, in: offset..<min(bytes.count, offset + 64)) ?? min(bytes.count, offset + 64)
    return bytes[offset..<end].filter { !" \t\r\",".utf8.contains($0) }.elementsEqual("kind:Secret".utf8)
  }

  private static func document(_ bytes: [UInt8], around offset: Int) -> Range<Int> {
    let first = max(0, offset - longest)
    var start = offset
    while start > first, !(bytes[start - 1] == 0x0A && bytes.starts(with: "---", at: start)) { start -= 1 }
    let limit = min(bytes.count, offset + longest)
    let end = bytes.firstRange(of: "\n---".utf8, in: offset..<limit)?.lowerBound ?? limit
    return start..<end
  }

  /// The lines or members of a field: in YAML those that are indented, in JSON those up to the brace.
  private static func body(of field: String, _ bytes: [UInt8], _ document: Range<Int>) -> Range<Int>? {
    for (mark, isJSON) in [("\n\(field):", false), ("\"\(field)\"", true)] {
      guard let found = bytes.firstRange(of: mark.utf8, in: document) else { continue }
      if isJSON {
        guard let close = bytes.firstOffset(of: UInt8(ascii: "}"), in: found.upperBound..<document.upperBound) else {
          return nil
        }
        return found.upperBound..<close
      }
      guard var end = bytes.firstOffset(of: 0x0A, in: found.upperBound..<document.upperBound) else { return nil }
      let start = end + 1
      while end + 1 < document.upperBound, bytes[end + 1].isSpace || bytes[end + 1] == UInt8(ascii: "#") {
        end = bytes.firstOffset(of: 0x0A, in: end + 1..<document.upperBound) ?? document.upperBound
      }
      return start <= end ? start..<end : nil
    }
    return nil
  }

  /// `key: value` or `"key": "value",` on a line.
  private static func entry(_ bytes: [UInt8], _ line: Range<Int>) -> (key: Range<Int>, value: Range<Int>)? {
    guard let colon = bytes.firstOffset(of: UInt8(ascii: ":"), in: line) else { return nil }
    let key = unquoted(bytes, bytes.trimmed(line.lowerBound..<colon))
    var value = bytes.trimmed(colon + 1..<line.upperBound)
    if let last = bytes[value].last, last == UInt8(ascii: ",") { value = value.dropLast(1) }
    value = unquoted(bytes, value)
    guard !key.isEmpty, !value.isEmpty, bytes[key.lowerBound] != UInt8(ascii: "#"),
      !bytes[value].contains(where: \.isBlank)
    else {
      return nil
    }
    return (key, value)
  }

  private static func unquoted(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    guard range.count >= 2, let first = bytes[range].first, "\"'".utf8.contains(first), bytes[range].last == first
    else {
      return range
    }
    return range.dropFirst(1).dropLast(1)
  }
}
