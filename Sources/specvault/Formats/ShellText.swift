import Cryptography

/// Quoting for POSIX shells (POSIX.1-2024, XCU 2.2). Backslashes stand outside the quotes: fish reads them otherwise inside,
/// where a value could end its quotes and run.
enum ShellText {
  /// `export NAME='…'`, any bytes but NUL.
  static func assignment(_ name: String, _ value: SecretBytes) -> SecretBytes? {
    QuotedText.assignment("export \(name)=", value, end: "\n") { byte in
      switch byte {
      case UInt8(ascii: "'"): "\\'"
      case UInt8(ascii: "\\"): "\\\\"
      default: nil
      }
    }
  }
}

/// Quoting for fish (fish documentation, "The fish language", Quotes and Escaping characters).
enum FishText {
  /// `set -gx NAME '…';`, any bytes but NUL. A line break is `\n` outside the quotes and every line ends in a semicolon, so that
  /// `eval (…)`, which makes spaces of line breaks, reads the same as `… | source`.
  /// - Returns: Nil for a NUL, and for variables that fish keeps for itself.
  static func assignment(_ name: String, _ value: SecretBytes) -> SecretBytes? {
    guard !readOnly.contains(name) else { return nil }
    return QuotedText.assignment("set -gx \(name) ", value, end: ";\n") { byte in
      switch byte {
      case UInt8(ascii: "'"): "\\'"
      case UInt8(ascii: "\\"): "\\\\"
      case UInt8(ascii: "\n"): "\\n"
      case UInt8(ascii: "\r"): "\\r"
      // Beyond ASCII byte by byte: fish has uses of its own for some of Unicode's private characters.
      case 0x80...: "\\X" + hexadecimal(byte)
      default: nil
      }
    }
  }

  /// What `set` refuses (fish documentation, "Special variables", read-only ones).
  private static let readOnly: Set<String> = [
    "_", "FISH_VERSION", "PWD", "SHLVL", "fish_kill_signal", "fish_killring", "fish_pid", "history", "hostname",
    "pipestatus", "status", "status_generation", "version",
  ]

  private static func hexadecimal(_ byte: UInt8) -> String { String(byte, radix: 16) }
}

/// A value between single quotes, which are left for what may not stand inside.
private enum QuotedText {
  static func assignment(
    _ beginning: String, _ value: SecretBytes, end: String, escape: (UInt8) -> String?
  ) -> SecretBytes? {
    value.withUnsafeBytes { value in
      guard !value.contains(0) else { return nil }
      var bytes = Array(beginning.utf8)
      var isQuoted = false
      for byte in value {
        let escaped = escape(byte)
        if isQuoted != (escaped == nil) {
          bytes.append(UInt8(ascii: "'"))
          isQuoted.toggle()
        }
        if let escaped { bytes += escaped.utf8 } else { bytes.append(byte) }
      }
      bytes += (isQuoted ? "'" : value.isEmpty ? "''" : "").utf8
      bytes += end.utf8
      return SecretBytes(moving: &bytes)
    }
  }
}
