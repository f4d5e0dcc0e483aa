/// A secret that stands in a text.
package struct Leak: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// A provider's token, by the format's title.
    case token(String)
    /// A private key, by the words of its first line: `RSA PRIVATE KEY`.
    case privateKey(String)
    /// A password in a URL.
    case urlPassword
    /// A value that looks random, assigned to a name that speaks of a secret.
    case assignment(String)
    /// The value of a variable that the spec flags secret.
    case flagged(String)
  }

  package enum Encoding: String, Sendable {
    case base64 = "base 64"
    case percent = "URL encoding"
  }

  package let kind: Kind
  /// The bytes of the secret; of an encoded one the encoded text.
  package let range: Range<Int>
  package var encoding: Encoding?

  package init(kind: Kind, range: Range<Int>, encoding: Encoding? = nil) {
    self.kind = kind
    self.range = range
    self.encoding = encoding
  }
}
