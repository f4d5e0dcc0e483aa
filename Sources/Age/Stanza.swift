/// One recipient's part of an age header: the file key, wrapped so that this recipient can unwrap it.
package struct Stanza: Equatable, Sendable {
  /// The kind of recipient, for example `X25519`.
  package let kind: String
  package let arguments: [String]
  package let body: [UInt8]

  package init(kind: String, arguments: [String], body: [UInt8]) {
    self.kind = kind
    self.arguments = arguments
    self.body = body
  }
}
