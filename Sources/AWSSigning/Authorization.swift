/// An `Authorization` header of Signature Version 4, taken apart.
package struct Authorization: Sendable {
  package let accessKeyID: String
  package let scope: SigningScope
  /// What stood where ``SigningScope/terminator`` belongs.
  package let terminator: String
  /// Names in lower case, as they were listed.
  package let signedHeaders: [String]
  /// Hexadecimal digits.
  package let signature: String

  /// What an incomplete header lacks.
  package struct Incomplete: Error, Equatable {
    package let description: String
  }

  /// - Throws: ``Incomplete`` in AWS's words.
  package init(_ header: String) throws {
    guard header.hasPrefix(SigningKey.algorithm) else {
      throw Incomplete(description: "Unsupported AWS 'algorithm': '\(header.prefix { $0 != " " }.prefix(32))'.")
    }
    let fields = Authorization.fields(header.dropFirst(SigningKey.algorithm.count))
    let missing = ["Credential", "Signature", "SignedHeaders"].filter { fields[$0] == nil }
    guard missing.isEmpty, let credential = fields["Credential"], let signature = fields["Signature"],
      let names = fields["SignedHeaders"]
    else {
      throw Incomplete(
        description: missing.map { "Authorization header requires '\($0)' parameter." }.joined(separator: " "))
    }
    let parts = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 5 else {
      throw Incomplete(
        description: "Credential must have at least 5 slash-delimited elements, e.g. "
          + "keyid/date/region/service/term, got '\(credential.split(separator: "/").count)' elements.")
    }
    accessKeyID = parts.dropLast(4).joined(separator: "/")
    let scope = parts.suffix(4).map { $0 }
    self.scope = SigningScope(date: scope[0], region: scope[1], service: scope[2])
    terminator = scope[3]
    signedHeaders = names.split(separator: ";").map(String.init)
    self.signature = String(signature)
  }

  private static func fields(_ text: Substring) -> [Substring: Substring] {
    var fields: [Substring: Substring] = [:]
    for field in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
      let parts = field.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { fields[parts[0]] = parts[1] }
    }
    return fields
  }
}
