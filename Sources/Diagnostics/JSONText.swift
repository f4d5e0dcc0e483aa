import FoundationEssentials

/// JSON as all machine formats write it: sorted keys, two spaces, slashes as they are. The same value gives the same bytes,
/// and none that a terminal or a CI runner would obey.
package enum JSONText {
  package static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return "null\n" }
    return safe(String(decoding: data, as: UTF8.self)) + "\n"
  }

  /// The same value, with escapes for what turns the direction of a line and for `##[`, a command to a runner. Either
  /// stands in strings only.
  private static func safe(_ json: String) -> String {
    let text = json.utf8.contains(UInt8(ascii: "#")) ? json.replacing("##[", with: "##\\u005b") : json
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if isUnsafe(scalar) {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x7F && PlainLine.isUnsafe(scalar) }
}
