/// An `Authorization` header of Signature Version 4, taken apart.
package struct Authorization: Sendable {
  package let accessKeyID: String
  package let scope: SigningScope
  /// What stood where ``SigningScope/terminator`` belongs.
  package let terminator: String
  /// Names in lower case, as they were listed.
  package let signedHeaders: [String]
  /// Hexadecimal digits.
  package let signature: [UInt8]

  /// What an incomplete header lacks.
  package struct Incomplete: Error, Equatable {
    package let description: String
  }

  /// - Throws: ``Incomplete`` in AWS's words.
  package init(_ header: String) throws {
    var fields = Fields()
    guard fields.read(header) else {
      throw Incomplete(
        description: "Unsupported AWS 'algorithm': '\(header.prefix { $0 != " " }.prefix(32))'.")
    }
    guard let credential = fields.credential, let signature = fields.signature, let names = fields.signedHeaders else {
      let missing = [
        ("Credential", fields.credential == nil), ("Signature", fields.signature == nil),
        ("SignedHeaders", fields.signedHeaders == nil),
      ].filter(\.1)
      throw Incomplete(
        description: missing.map { "Authorization header requires '\($0.0)' parameter." }.joined(separator: " "))
    }
    guard credential.count >= 5 else {
      throw Incomplete(
        description: "Credential must have at least 5 slash-delimited elements, e.g. "
          + "keyid/date/region/service/term, got '\(credential.count)' elements.")
    }
    accessKeyID = credential.count == 5 ? credential[0] : credential.dropLast(4).joined(separator: "/")
    scope = SigningScope(
      date: credential[credential.count - 4], region: credential[credential.count - 3],
      service: credential[credential.count - 2])
    terminator = credential[credential.count - 1]
    signedHeaders = names
    self.signature = signature
  }
}

/// The header's fields: `name=value`, separated by commas and spaces.
private struct Fields {
  var credential: [String]?
  var signedHeaders: [String]?
  var signature: [UInt8]?

  /// - Returns: False for another algorithm.
  mutating func read(_ header: String) -> Bool {
    var header = header
    return header.withUTF8 { read($0) }
  }

  private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = SigningKey.algorithm.utf8.count
    guard bytes.starts(with: SigningKey.algorithm.utf8) else { return false }
    while index < bytes.count {
      let start = index
      while index < bytes.count, bytes[index] != UInt8(ascii: ","), bytes[index] != UInt8(ascii: " ") { index += 1 }
      take(UnsafeBufferPointer(rebasing: bytes[start..<index]))
      index += 1
    }
    return true
  }

  private mutating func take(_ field: UnsafeBufferPointer<UInt8>) {
    if let value = value(of: "Credential=", field) {
      credential = parts(value, UInt8(ascii: "/"), keepsEmpty: true)
    } else if let value = value(of: "SignedHeaders=", field) {
      signedHeaders = parts(value, UInt8(ascii: ";"), keepsEmpty: false)
    } else if let value = value(of: "Signature=", field) {
      signature = Array(value)
    }
  }

  private func value(of name: StaticString, _ field: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    let count = name.utf8CodeUnitCount
    guard field.count > count else { return nil }
    for index in 0..<count where field[index] != name.utf8Start[index] { return nil }
    return UnsafeBufferPointer(rebasing: field[count...])
  }

  private func parts(_ bytes: UnsafeBufferPointer<UInt8>, _ separator: UInt8, keepsEmpty: Bool) -> [String] {
    var parts: [String] = []
    var start = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index] == separator {
      if keepsEmpty || index > start { parts.append(String(decoding: bytes[start..<index], as: UTF8.self)) }
      start = index + 1
    }
    return parts
  }
}
