import Cryptography

/// The parts of an HTTP request that Signature Version 4 covers.
package struct SignableRequest: Sendable {
  package struct Header: Sendable {
    /// In lower case.
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// In upper case.
  package let method: String
  /// As it is sent: percent-encoded, without the query.
  package let path: String
  /// As it is sent, without the question mark.
  package let query: String
  /// In the order they are sent, `host` among them; a name may stand several times.
  package let headers: [Header]
  /// The SHA-256 of the body, in hexadecimal.
  package let bodyDigest: [UInt8]

  /// - Parameter target: The request line's target: path and query.
  package init(method: String, target: String, headers: [Header], body: UnsafeRawBufferPointer) throws {
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
    self.method = method
    path = mark.map { String(target[..<$0]) } ?? target
    query = mark.map { String(target[target.utf8.index(after: $0)...]) } ?? ""
    self.headers = headers
    bodyDigest = Hexadecimal.bytes(try SHA256.digest(of: body))
  }

  /// The value of the first header of a name.
  package subscript(name: String) -> String? {
    headers.first { $0.name == name }?.value
  }
}
