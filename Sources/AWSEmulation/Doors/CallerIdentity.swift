import AWSSigning
import Cryptography

/// `sts:GetCallerIdentity`: a form in, XML out (AWS Security Token Service API Reference).
enum CallerIdentity {
  private static let namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

  static func answer(_ question: HTTPQuestion, _ caller: Caller) throws -> HTTPAnswer {
    let form = HTTPQuestion(
      method: "GET", target: "/?" + String(decoding: question.body, as: UTF8.self), headers: [], body: [])
    let action = form.parameters?.first { $0.name == "Action" }?.value
    guard action == "GetCallerIdentity" else {
      throw Fault("InvalidAction", "Could not find operation \((action ?? "").prefix(128)) for version 2011-06-15")
    }
    let id = Hexadecimal.text(try SHA256.digest(of: Array(caller.arn.utf8))).prefix(16).uppercased()
    return xml(
      """
      <GetCallerIdentityResponse xmlns="\(namespace)"><GetCallerIdentityResult><Arn>\(escaped(caller.arn))</Arn>\
      <UserId>AIDA\(id)</UserId><Account>\(caller.account)</Account></GetCallerIdentityResult>\
      <ResponseMetadata><RequestId>\(RequestID.next())</RequestId></ResponseMetadata></GetCallerIdentityResponse>
      """, status: 200)
  }

  /// The same refusals as elsewhere, under the names that this service has for them.
  static func refusal(_ fault: Fault) -> HTTPAnswer {
    let codes = [
      "InvalidSignatureException": "SignatureDoesNotMatch", "UnrecognizedClientException": "InvalidClientTokenId",
      "MissingAuthenticationTokenException": "MissingAuthenticationToken",
      "IncompleteSignatureException": "IncompleteSignature",
    ]
    let code = codes[fault.code] ?? fault.code
    return xml(
      """
      <ErrorResponse xmlns="\(namespace)"><Error><Type>Sender</Type><Code>\(escaped(code))</Code>\
      <Message>\(escaped(fault.message ?? ""))</Message></Error>\
      <RequestId>\(RequestID.next())</RequestId></ErrorResponse>
      """, status: codes[fault.code] == nil ? fault.status : 403)
  }

  private static func xml(_ text: String, status: Int) -> HTTPAnswer {
    HTTPAnswer(status: status, contentType: "text/xml", body: Array(text.utf8))
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
  }
}
