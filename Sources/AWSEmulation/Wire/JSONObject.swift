import Age
import Cryptography
import Vault

/// Writes a JSON object member by member. What is nil is left out, as AWS does.
package struct JSONObject {
  private var bytes: [UInt8]

  package init() {
    bytes = []
    bytes.reserveCapacity(512)
    bytes.append(UInt8(ascii: "{"))
  }

  /// The object's text.
  package func closed() -> [UInt8] { bytes + [UInt8(ascii: "}")] }

  package mutating func put(_ name: String, _ value: String?) {
    guard let value else { return }
    key(name)
    JSONText.append(value, to: &bytes)
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
    bytes.append(UInt8(ascii: "\""))
    value.withUnsafeBytes { bytes += Base64.encode($0, padded: true) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A list of texts; left out where it is empty, unless `keepsEmpty`.
  package mutating func put(_ name: String, _ values: [String], keepsEmpty: Bool = false) {
    guard keepsEmpty || !values.isEmpty else { return }
    key(name)
    list(values) { JSONText.append($0, to: &$1) }
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
    bytes.append(UInt8(ascii: "\""))
    bytes += name.utf8
    bytes += [UInt8(ascii: "\""), UInt8(ascii: ":")]
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

  /// Appends a string in quotes.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0), to: &bytes) }
  }

  /// The same for UTF-8.
  static func append(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    for index in text.indices where text[index] < 0x20 || text[index] == 0x22 || text[index] == 0x5C {
      bytes += text[start..<index]
      escape(text[index], into: &bytes)
      start = index + 1
    }
    bytes += text[start...]
    bytes.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8, into bytes: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case 0x0A: bytes += Array("\\n".utf8)
    default: bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}
