import AWSSigning
import Cryptography
import Synchronization
import Vault

/// Tells who signed a request (AWS IAM User Guide, "Signature Version 4 for API requests").
package final class SignatureVerifier: Sendable {
  /// How far a request's time may be from ours, in seconds.
  package static let tolerance: Int64 = 300

  private let credentials: CredentialRegistry
  private let clock: WallClock
  private let keys = Mutex<[KeyName: SigningKey]>([:])

  private struct KeyName: Hashable {
    let accessKeyID: String
    let scope: SigningScope
    let secretKey: ObjectIdentifier
  }

  package init(_ credentials: CredentialRegistry, clock: WallClock) {
    self.credentials = credentials
    self.clock = clock
  }

  /// The signer and the region that the request was signed for.
  /// - Throws: ``Fault`` in AWS's words.
  package func verify(_ request: SignableRequest, for service: AWSService) throws -> (caller: Caller, region: String) {
    guard let header = request["authorization"] else {
      throw Fault("MissingAuthenticationTokenException", "Missing Authentication Token")
    }
    let authorization = try parse(header, request)
    let time = try time(of: request)
    guard let credential = try credentials.find(authorization.accessKeyID) else { throw Self.unknown }
    try requireSessionToken(credential, request)
    try requireScope(authorization, service, time)
    try requireFreshness(time)
    try requireSignedHeaders(authorization, request)
    let key = try key(credential, authorization.scope)
    let expected = try key.signature(
      of: CanonicalRequest.bytes(of: request, signing: authorization.signedHeaders), at: time.text)
    guard constantTimeEquals(expected, authorization.signature) else { throw Self.mismatch }
    return (credential.caller, authorization.scope.region)
  }

  private static let unknown = Fault(
    "UnrecognizedClientException", "The security token included in the request is invalid.")
  private static let mismatch = invalid(
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
      + "and signing method. Consult the service documentation for details.")

  private static func invalid(_ message: String) -> Fault { Fault("InvalidSignatureException", message) }

  private func parse(_ header: String, _ request: SignableRequest) throws -> Authorization {
    do {
      return try Authorization(header)
    } catch let error as Authorization.Incomplete {
      throw Fault("IncompleteSignatureException", error.description)
    }
  }

  /// The request's time: `x-amz-date`, or `date` without it.
  private func time(of request: SignableRequest) throws -> (seconds: Int64, text: String) {
    guard let text = request["x-amz-date"] ?? request["date"] else {
      throw Fault(
        "IncompleteSignatureException",
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    }
    guard let seconds = SigningTime.seconds(text) else {
      throw Fault(
        "IncompleteSignatureException",
        "Date must be in ISO-8601 'basic format'. Got '\(text.prefix(32))'. See http://en.wikipedia.org/wiki/ISO_8601")
    }
    return (seconds, text.utf8.count == 16 ? text : SigningTime.text(seconds))
  }

  private func requireSessionToken(_ credential: Credential, _ request: SignableRequest) throws {
    let given = Array((request["x-amz-security-token"] ?? "").utf8)
    guard let expected = credential.sessionToken else {
      guard given.isEmpty else { throw Self.unknown }
      return
    }
    let fits = expected.withUnsafeBytes { expected in given.withUnsafeBytes { constantTimeEquals(expected, $0) } }
    guard fits else { throw Self.unknown }
  }

  private func requireScope(
    _ authorization: Authorization, _ service: AWSService, _ time: (seconds: Int64, text: String)
  ) throws {
    let scope = authorization.scope
    guard authorization.terminator == SigningScope.terminator else {
      throw Self.invalid(
        "Credential should be scoped with a valid terminator: 'aws4_request', not '\(authorization.terminator)'.")
    }
    guard scope.service == service.rawValue else {
      throw Self.invalid("Credential should be scoped to correct service: '\(service.rawValue)'. ")
    }
    guard RegionName.isRegion(scope.region) else {
      throw Self.invalid("Credential should be scoped to a valid region. ")
    }
    guard time.text.hasPrefix(scope.date), scope.date.utf8.count == 8 else {
      throw Self.invalid(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
          + "'\(scope.date)' != '\(time.text.prefix(8))', from '\(time.text)'.")
    }
  }

  private func requireFreshness(_ time: (seconds: Int64, text: String)) throws {
    let now = clock.now().milliseconds / 1000
    if time.seconds < now - Self.tolerance {
      throw Self.invalid(
        "Signature expired: \(time.text) is now earlier than \(SigningTime.text(now - Self.tolerance)) "
          + "(\(SigningTime.text(now)) - 5 min.)")
    }
    if time.seconds > now + Self.tolerance {
      throw Self.invalid(
        "Signature not yet current: \(time.text) is still later than \(SigningTime.text(now + Self.tolerance)) "
          + "(\(SigningTime.text(now)) + 5 min.)")
    }
  }

  /// What decides about a request must be signed: the host, the time, and all that AWS adds.
  private func requireSignedHeaders(_ authorization: Authorization, _ request: SignableRequest) throws {
    let signed = authorization.signedHeaders
    guard signed.contains("host") else {
      throw Self.invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    }
    for header in request.headers where header.name.hasPrefix("x-amz-") && !signed.contains(header.name) {
      throw Self.invalid("'\(header.name)' must be a 'SignedHeader' in the AWS Authorization.")
    }
    guard request["x-amz-date"] != nil || signed.contains("date") else {
      throw Self.invalid("'Date' must be a 'SignedHeader' in the AWS Authorization.")
    }
    guard zip(signed, signed.dropFirst()).allSatisfy({ $0 < $1 }) else { throw Self.mismatch }
    if let digest = request["x-amz-content-sha256"], Array(digest.utf8) != request.bodyDigest { throw Self.mismatch }
  }

  /// Deriving a key takes four HMACs; the same few are asked for all day.
  private func key(_ credential: Credential, _ scope: SigningScope) throws -> SigningKey {
    let name = KeyName(
      accessKeyID: credential.accessKeyID, scope: scope, secretKey: ObjectIdentifier(credential.secretKey))
    if let key = keys.withLock({ $0[name] }) { return key }
    let key = try SigningKey(secretKey: credential.secretKey, scope: scope)
    keys.withLock {
      if $0.count >= 64 { $0 = [:] }
      $0[name] = key
    }
    return key
  }
}

/// Names of AWS regions.
enum RegionName {
  /// Whether a text has a region's form, `([a-z]+-)+\d+` (the service models' `RegionType`).
  static func isRegion(_ text: String) -> Bool {
    guard text.utf8.count <= 128 else { return false }
    var letters = 0
    var digits = 0
    var words = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z") where digits == 0: letters += 1
      case UInt8(ascii: "-") where letters > 0:
        words += 1
        letters = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9") where words > 0 && letters == 0: digits += 1
      default: return false
      }
    }
    return digits > 0
  }
}
