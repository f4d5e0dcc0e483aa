import Console
import Diagnostics
import Syntax
import Vault
import Workspace

/// A pin in the text of a `.specvault.yaml`, of which everything else stays as it is written: comments, quotes, line breaks.
enum PinEdit {
  /// - Parameter source: The file; nil where there is none.
  /// - Returns: The text with the pin in it.
  /// - Throws: `UsageFailure` where the text cannot be changed so that it says the same and the pin.
  static func text(of source: SourceText?, naming pin: VaultPin) throws -> [UInt8] {
    guard let source else { return Array("vault: \(pin)\n".utf8) }
    var expected = try VaultSettings.read(source)
    expected.pin = pin.description
    let (range, text) = edit(source, pin)
    let edited = source.bytes[..<range.lowerBound] + text.utf8 + source.bytes[range.upperBound...]
    guard let result = try? VaultSettings.read(SourceText(path: source.path, bytes: Array(edited))), result == expected
    else {
      throw UsageFailure(
        "\(source.path) is written in a way that 'vault' cannot be changed in",
        hint: "write 'vault: \(pin)' there yourself")
    }
    return Array(edited)
  }

  /// What is put where. Whether that says what it should is found by reading it.
  private static func edit(_ source: SourceText, _ pin: VaultPin) -> (Range<Int>, String) {
    guard let root = YAMLParser.parse(source).documents.first, root.isMapping else {
      return append(source, pin, indent: 0)
    }
    if let value = root.entries.first(where: { $0.key.text == "vault" })?.value { return (value.range, "\(pin)") }
    guard source.bytes[root.range.lowerBound] == UInt8(ascii: "{") else {
      let column = root.entries.first.map { source.position($0.key.range.lowerBound).column - 1 }
      return append(source, pin, indent: column ?? 0)
    }
    guard let last = root.entries.last?.value.range.upperBound else {
      return (root.range.lowerBound + 1..<root.range.lowerBound + 1, "vault: \(pin)")
    }
    return (last..<last, ", vault: \(pin)")
  }

  private static func append(_ source: SourceText, _ pin: VaultPin, indent: Int) -> (Range<Int>, String) {
    let bytes = source.bytes
    let lineBreak =
      bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") } == true
    let end = lineBreak ? "\r\n" : "\n"
    let isWhole = bytes.isEmpty || bytes.last == UInt8(ascii: "\n")
    let line = String(repeating: " ", count: indent) + "vault: \(pin)"
    return (bytes.count..<bytes.count, (isWhole ? "" : end) + line + end)
  }
}
