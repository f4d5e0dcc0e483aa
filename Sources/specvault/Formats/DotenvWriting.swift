import Syntax

/// How a value is written so that a loader reads it back exactly.
extension DotenvDialect {
  /// A line for a variable, its break included.
  /// - Returns: Nil where this loader can read the value back in no way.
  func line(_ name: String, _ value: String) -> String? {
    guard !value.utf8.contains(0) else { return nil }
    if value.utf8.allSatisfy(DotenvDialect.isPlain) { return "\(name)=\(value)\n" }
    return quoted(value).map { "\(name)=\($0)\n" }
  }

  /// Bytes that every loader takes as they are, without quotes.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "_./:@%+,-".utf8.contains(byte)
  }

  private func quoted(_ value: String) -> String? {
    func has(_ bytes: String) -> Bool { value.utf8.contains(where: bytes.utf8.contains) }
    let single = "'\(value)'"
    let endsInBackslash = value.utf8.last == UInt8(ascii: "\\")
    switch self {
    case .bash: return "'\(value.replacing("'", with: "'\\''"))'"
    case .docker: return has("\n\r") ? nil : value
    case .node:
      if has("\r") { return has("\"\\") ? nil : "\"\(value.replacing("\r", with: "\\r"))\"" }
      if !has("'"), !endsInBackslash { return single }
      if !has("\"\\") { return "\"\(value)\"" }
      if !has("`"), !endsInBackslash { return "`\(value)`" }
      return nil
    case .nodeEnvFile:
      if has("\r") { return nil }
      if !has("'") { return single }
      if !has("\"\\") { return "\"\(value)\"" }
      return has("`") ? nil : "`\(value)`"
    case .python:
      guard !value.contains("${") else { return nil }
      let escaped = value.replacing("\\", with: "\\\\")
      return has("\r")
        ? "\"\(escaped.replacing("\"", with: "\\\"").replacing("\r", with: "\\r"))\""
        : "'\(escaped.replacing("'", with: "\\'"))'"
    case .godotenv, .compose:
      if has("\r") { return nil }
      if !has("'"), !endsInBackslash { return single }
      return has("\"\\$\n") ? nil : "\"\(value)\""
    }
  }
}
