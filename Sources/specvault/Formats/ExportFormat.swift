import ArgumentParser
import Console
import Cryptography
import Syntax

/// How `export` writes variables.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
  case dotenv
  /// For `eval` in a POSIX shell: sh, dash, bash, zsh, ksh.
  case shell
  /// For `source` in fish.
  case fish
  case json, yaml
  /// The secret file of `act`, which runs GitHub workflows locally.
  case act

  /// All variables as one text.
  /// - Throws: ``Refusal`` that names the variables this format cannot hold.
  func write(_ variables: [VaultVariable], dialect: DotenvDialect) throws -> SecretBytes {
    var refused: [String] = []
    var lines: [SecretBytes] = []
    for variable in variables {
      if let line = line(variable, dialect) { lines.append(line) } else { refused.append(variable.name) }
    }
    guard refused.isEmpty else {
      throw Refusal(
        "\(title(dialect)) cannot hold the value of \(refused.joined(separator: ", ")) so that it reads back exactly",
        hint: "--format shell and fish hold anything but NUL, --format json any text")
    }
    guard self == .json else { return SecretBytes.joining(lines) }
    return SecretBytes.joining(
      [SecretBytes(utf8: "{\n")]
        + lines.enumerated().flatMap { index, line in
          [line, SecretBytes(utf8: index == lines.count - 1 ? "\n" : ",\n")]
        } + [SecretBytes(utf8: "}\n")])
  }

  private func title(_ dialect: DotenvDialect) -> String {
    self == .dotenv ? "a dotenv file read by '\(dialect.rawValue)'" : "the format '\(rawValue)'"
  }

  private func line(_ variable: VaultVariable, _ dialect: DotenvDialect) -> SecretBytes? {
    if self == .shell { return ShellText.assignment(variable.name, variable.value) }
    if self == .fish { return FishText.assignment(variable.name, variable.value) }
    guard let text = variable.value.text() else { return nil }
    let line: String?
    switch self {
    case .dotenv: line = dialect.line(variable.name, text)
    case .act: line = DotenvDialect.godotenv.line(variable.name, text)
    case .json: line = "  \(JSONString.quote(variable.name)): \(JSONString.quote(text))"
    case .yaml: line = "\(variable.name): \(JSONString.quote(text))\n"
    case .shell, .fish: line = nil
    }
    return line.map { SecretBytes(utf8: $0) }
  }
}

/// JSON strings (RFC 8259 §7), which are YAML's double-quoted scalars too.
enum JSONString {
  static func quote(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case let scalar
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || [0x2028, 0x2029, 0xFEFF].contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
