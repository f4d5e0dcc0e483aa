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
    let bytes = Array(header.utf8)
    guard bytes.starts(with: SigningKey.algorithm.utf8) else {
      let algorithm = String(decoding: bytes.prefix { $0 != UInt8(ascii: " ") }.prefix(32), as: UTF8.self)
      throw Incomplete(description: "Unsupported AWS 'algorithm': '\(algorithm)'.")
    }
    let fields = Authorization.fields(bytes.dropFirst(SigningKey.algorithm.utf8.count))
    guard let credential = fields.credential, let signature = fields.signature, let names = fields.signedHeaders else {
      let missing = [
        ("Credential", fields.credential), ("Signature", fields.signature), ("SignedHeaders", fields.signedHeaders),
      ].filter { $0.1 == nil }
      throw Incomplete(
        description: missing.map { "Authorization header requires '\($0.0)' parameter." }.joined(separator: " "))
    }
    let parts = credential.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Authorization.text)
    guard parts.count >= 5 else {
      throw Incomplete(
        description: "Credential must have at least 5 slash-delimited elements, e.g. "
          + "keyid/date/region/service/term, got '\(parts.count)' elements.")
    }
    accessKeyID = parts.count == 5 ? parts[0] : parts.dropLast(4).joined(separator: "/")
    scope = SigningScope(date: parts[parts.count - 4], region: parts[parts.count - 3], service: parts[parts.count - 2])
    terminator = parts[parts.count - 1]
    signedHeaders = names.split(separator: UInt8(ascii: ";")).map(Authorization.text)
    self.signature = Array(signature)
  }

  private struct Fields {
    var credential: ArraySlice<UInt8>?
    var signedHeaders: ArraySlice<UInt8>?
    var signature: ArraySlice<UInt8>?
  }

  /// `name=value`, separated by commas and spaces.
  private static func fields(_ bytes: ArraySlice<UInt8>) -> Fields {
    var fields = Fields()
    for field in bytes.split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") }) {
      guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let value = field[(equals + 1)...]
      guard !value.isEmpty else { continue }
      let name = field[..<equals]
      if name.elementsEqual("Credential".utf8) {
        fields.credential = value
      } else if name.elementsEqual("SignedHeaders".utf8) {
        fields.signedHeaders = value
      } else if name.elementsEqual("Signature".utf8) {
        fields.signature = value
      }
    }
    return fields
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
