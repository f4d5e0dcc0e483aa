import Cryptography

/// Signs requests to AWS, or to an endpoint that stands in for it.
package struct RequestSigner: Sendable {
  private let accessKeyID: String
  private let secretKey: SecretBytes
  private let sessionToken: String?

  package init(accessKeyID: String, secretKey: SecretBytes, sessionToken: String? = nil) {
    self.accessKeyID = accessKeyID
    self.secretKey = secretKey
    self.sessionToken = sessionToken
  }

  /// The headers that make a request a signed one: `x-amz-date`, the session's token if there is one, and `authorization`.
  /// - Parameters:
  ///   - headers: All that are to be signed, `host` among them.
  ///   - seconds: Since 1970.
  package func headers(
    method: String, target: String, headers: [SignableRequest.Header], body: [UInt8], region: String, service: String,
    at seconds: Int64
  ) throws -> [SignableRequest.Header] {
    let time = SigningTime.text(seconds)
    let scope = SigningScope(date: String(time.prefix(8)), region: region, service: service)
    var added = [SignableRequest.Header("x-amz-date", time)]
    if let sessionToken { added.append(SignableRequest.Header("x-amz-security-token", sessionToken)) }
    let request = try body.withUnsafeBytes {
      try SignableRequest(method: method, target: target, headers: headers + added, body: $0)
    }
    let signedHeaders = Set(request.headers.map(\.name)).sorted()
    let key = try SigningKey(secretKey: secretKey, scope: scope)
    let signature = try key.signature(
      of: CanonicalRequest.bytes(of: request, signing: signedHeaders), at: time)
    let authorization =
      "\(SigningKey.algorithm) Credential=\(accessKeyID)/\(scope.text), "
      + "SignedHeaders=\(signedHeaders.joined(separator: ";")), Signature=\(String(decoding: signature, as: UTF8.self))"
    return added + [SignableRequest.Header("authorization", authorization)]
  }
}
