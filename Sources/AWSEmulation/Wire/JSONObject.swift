import Cryptography
import Foundation
import Vault

/// Writes a JSON object member by member. What is nil is left out, as AWS does.
package struct JSONObject {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  package init() {}

  /// The object's text.
  package func closed() -> [UInt8] { bytes + [UInt8(ascii: "}")] }

  package mutating func put(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    JSONText.append(value.utf8, to: &bytes)
  }

  package mutating func put(_ name: String, _ value: Int?) {
    guard let value else { return }
    key(name)
    bytes += String(value).utf8
  }

  package mutating func put(_ name: String, _ value: Bool?) {
    guard let value else { return }
    key(name)
    bytes += (value ? "true" : "false").utf8
  }

  /// Seconds since 1970 with milliseconds.
  package mutating func put(_ name: String, _ moment: Timestamp?, _ dates: DateSpelling = .number) {
    guard let moment else { return }
    key(name)
    let fraction = String(1000 + moment.milliseconds % 1000).dropFirst()
    let text = "\(moment.milliseconds / 1000).\(fraction)"
    bytes += (dates == .text ? "\"\(text)\"" : text).utf8
  }

  /// Text that is a secret.
  package mutating func put(_ name: String, secret: SecretBytes) {
    key(name)
    secret.withUnsafeBytes { JSONText.append($0, to: &bytes) }
  }

  /// Bytes in base 64.
  package mutating func put(_ name: String, base64 value: SecretBytes) {
    key(name)
    value.withUnsafeBytes { JSONText.append(Data($0).base64EncodedString().utf8, to: &bytes) }
  }

  /// A list of texts; left out where it is empty, unless `keepsEmpty`.
  package mutating func put(_ name: String, _ values: [String], keepsEmpty: Bool = false) {
    guard keepsEmpty || !values.isEmpty else { return }
    key(name)
    list(values) { JSONText.append($0.utf8, to: &$1) }
  }

  /// A list of objects; left out where it is empty, unless `keepsEmpty`.
  package mutating func put<Element>(
    _ name: String, _ values: [Element], keepsEmpty: Bool = false,
    _ write: (Element, inout JSONObject) throws -> Void
  ) rethrows {
    guard keepsEmpty || !values.isEmpty else { return }
    key(name)
    try list(values) {
      var object = JSONObject()
      try write($0, &object)
      $1 += object.closed()
    }
  }

  package mutating func put(_ name: String, object write: (inout JSONObject) throws -> Void) rethrows {
    key(name)
    var object = JSONObject()
    try write(&object)
    bytes += object.closed()
  }

  private mutating func key(_ name: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    JSONText.append(name.utf8, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func list<Element>(
    _ values: [Element], _ write: (Element, inout [UInt8]) throws -> Void
  ) rethrows {
    bytes.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      try write(value, &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }
}

/// How a moment is written: seconds since 1970 with milliseconds, as a number or as a text.
package enum DateSpelling: Sendable {
  case number, text
}

/// JSON strings (RFC 8259, section 7).
enum JSONText {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Appends a string in quotes; its bytes are UTF-8.
  static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0..<0x20: bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
