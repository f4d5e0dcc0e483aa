import ByteSearch
import Quantities
import Syntax

/// What kind of value a variable takes.
package enum VariableType: String, Sendable {
  case string, number, integer, boolean, enumeration, url, port, duration, email, json

  /// A cell of a column of types: `number`, `enum(debug, info)`, `문자열`.
  init?(_ text: String) {
    let word = text.lowercased().prefix { $0 != "(" && $0 != ":" && $0 != "<" && $0 != "[" }.trimmingSpaces()
    switch word {
    case "string", "str", "text", "문자열": self = .string
    case "number", "float", "double", "decimal", "numeric", "숫자", "실수": self = .number
    case "integer", "int", "정수": self = .integer
    case "boolean", "bool", "불리언", "불린", "논리", "참/거짓": self = .boolean
    case "enum", "enumeration", "열거형", "열거": self = .enumeration
    case "url", "uri": self = .url
    case "port", "포트": self = .port
    case "duration", "기간": self = .duration
    case "email", "e-mail", "이메일": self = .email
    case "json": self = .json
    default: return nil
    }
  }

  /// For messages: `is not …`.
  package var noun: String {
    switch self {
    case .string: "a text"
    case .number: "a number"
    case .integer: "a whole number"
    case .boolean: "a boolean (true or false)"
    case .enumeration: "one of the allowed values"
    case .url: "a URL (scheme://…)"
    case .port: "a port (1 to 65535)"
    case .duration: "a duration (such as 30s, 15m or 7d)"
    case .email: "an e-mail address"
    case .json: "JSON"
    }
  }

  /// Whether a value is of this type.
  package func accepts(_ value: String) -> Bool {
    switch self {
    case .string, .enumeration, .json: true
    case .number: Double(value).map(\.isFinite) ?? false
    case .integer: Int(value) != nil
    case .boolean: ["true", "false", "1", "0", "yes", "no", "on", "off"].contains(value.lowercased())
    case .url: Self.isURL(value)
    case .port: Int(value).map { (1...65_535).contains($0) } ?? false
    case .duration: TimeSpan(setting: value) != nil
    case .email: Self.isAddress(value)
    }
  }

  /// A scheme of RFC 3986 §3.1, `://` and something behind it; or one of the schemes that need no authority.
  private static func isURL(_ value: String) -> Bool {
    guard let colon = value.firstIndex(of: ":"), colon > value.startIndex,
      value[..<colon].utf8.allSatisfy({ $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) }),
      value.utf8.first?.isLetter ?? false
    else { return false }
    let rest = value[value.index(after: colon)...]
    guard !rest.isEmpty, !value.contains(where: \.isNewline) else { return false }
    if rest.hasPrefix("//") { return rest.count > 2 }
    return ["file", "data", "mailto", "jdbc", "sqlite", "urn"].contains(value[..<colon].lowercased())
  }

  /// `name@host`, or with a display name before it: `Parcel <name@host>` (RFC 5322 §3.4).
  private static func isAddress(_ value: String) -> Bool {
    var address = value[...]
    if let open = value.lastIndex(of: "<"), value.hasSuffix(">") {
      address = value[value.index(after: open)...].dropLast()
    }
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !address.contains(where: \.isWhitespace)
  }
}

extension VariableType {
  /// Whether this type says more than another: a port is a number, a URL is a text. What a table calls a text is no
  /// port: `/dev/ttyS0` is one too.
  func refines(_ other: VariableType?) -> Bool {
    switch other {
    case nil: self != .string
    case .string: [.url, .duration, .email, .enumeration, .json].contains(self)
    case .number: [.integer, .port].contains(self)
    case .integer: self == .port
    default: false
    }
  }
}
