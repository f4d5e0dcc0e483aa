import AWSSigning
import Cryptography
import Testing

/// Signature Version 4: AWS's published example, and the corners of its spelling. `Tests/Clients/test_signatures.py` asks
/// botocore.
@Suite struct SigningTests {
  private typealias Header = SignableRequest.Header

  private func canonical(
    _ target: String, _ headers: [Header] = [], signing names: [String] = []
  ) throws -> [String] {
    let request = try [UInt8]().withUnsafeBytes {
      try SignableRequest(method: "GET", target: target, headers: headers, body: $0)
    }
    return String(decoding: CanonicalRequest.bytes(of: request, signing: names), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// AWS IAM User Guide, "Create a signed AWS API request": the example's signing key and signature.
  @Test func theDocumentedExample() throws {
    let headers = [
      Header("content-type", "application/x-www-form-urlencoded; charset=utf-8"), Header("host", "iam.amazonaws.com"),
      Header("x-amz-date", "20150830T123600Z"),
    ]
    let request = try [UInt8]().withUnsafeBytes {
      try SignableRequest(
        method: "GET", target: "/?Action=ListUsers&Version=2010-05-08", headers: headers, body: $0)
    }
    let key = try SigningKey(
      secretKey: SecretBytes(utf8: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
      scope: SigningScope(date: "20150830", region: "us-east-1", service: "iam"))
    let bytes = CanonicalRequest.bytes(of: request, signing: ["content-type", "host", "x-amz-date"])
    let signature = try key.signature(of: bytes, at: "20150830T123600Z")
    #expect(
      String(decoding: signature, as: UTF8.self)
        == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
  }

  @Test(arguments: [
    ("/", "/"), ("", "/"), ("/a/b", "/a/b"), ("/a//b/", "/a/b/"), ("/a/./b/../c", "/a/c"), ("/..", "/"),
    ("/%20", "/%2520"),
    ("/é", "/%C3%A9"), ("/a~b", "/a~b"),
  ])
  func paths(path: String, expected: String) throws {
    #expect(try canonical(path)[1] == expected)
  }

  @Test(arguments: [
    ("/?b=2&a=1", "a=1&b=2"), ("/?a=2&a=1", "a=1&a=2"), ("/?a", "a="), ("/?a=b=c", "a=b=c"), ("/?", ""),
    ("/?a=%2F", "a=%2F"),
    ("/?ab=1&a=1", "a=1&ab=1"),
  ])
  func queries(target: String, expected: String) throws {
    #expect(try canonical(target)[2] == expected)
  }

  @Test func headersAreTrimmedAndJoined() throws {
    let headers = [Header("x", "  a \t b  "), Header("host", "h"), Header("x", "c")]
    let lines = try canonical("/", headers, signing: ["host", "x"])
    #expect(lines[3...6] == ["host:h", "x:a b,c", "", "host;x"])
  }

  @Test(arguments: [
    (0, "19700101T000000Z"), (951_782_400, "20000229T000000Z"), (1_767_225_599, "20251231T235959Z"),
    (4_107_542_400, "21000301T000000Z"),
  ])
  func times(seconds: Int64, text: String) {
    #expect(SigningTime.text(seconds) == text)
    #expect(SigningTime.seconds(text) == seconds)
    #expect(SigningTime.seconds(SigningTime.httpDate(seconds)) == seconds)
  }

  @Test func datesAsHTTPWritesThem() {
    #expect(SigningTime.httpDate(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    for text in ["", "20260131", "20261331T000000Z", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Xyz 1994 08:49:37 GMT"] {
      #expect(SigningTime.seconds(text) == nil)
    }
  }

  @Test func whatTheSignerSignsIsWhatTheHeaderSays() throws {
    let secret = SecretBytes(utf8: "secret")
    let signer = RequestSigner(accessKeyID: "AKIA", secretKey: secret, sessionToken: "token")
    let host = [Header("host", "example.com")]
    let added = try signer.headers(
      method: "POST", target: "/", headers: host, body: Array("{}".utf8), region: "eu-west-1", service: "ssm",
      at: 1_767_225_600)
    let header = try #require(added.first { $0.name == "authorization" })
    let authorization = try Authorization(header.value)
    #expect(authorization.accessKeyID == "AKIA")
    #expect(authorization.scope == SigningScope(date: "20260101", region: "eu-west-1", service: "ssm"))
    #expect(authorization.signedHeaders == ["host", "x-amz-date", "x-amz-security-token"])
    let request = try Array("{}".utf8).withUnsafeBytes {
      try SignableRequest(method: "POST", target: "/", headers: host + added, body: $0)
    }
    let key = try SigningKey(secretKey: secret, scope: authorization.scope)
    let bytes = CanonicalRequest.bytes(of: request, signing: authorization.signedHeaders)
    let expected = try key.signature(of: bytes, at: "20260101T000000Z")
    #expect(authorization.signature == expected)
  }

  @Test(arguments: [("a b/é", "a%20b%2F%C3%A9"), ("-_.~", "-_.~"), ("", "")])
  func percents(text: String, encoded: String) {
    #expect(PercentEncoding.encode(text) == encoded)
    #expect(PercentEncoding.decode(encoded) == text)
  }

  @Test(arguments: ["%", "%4", "%zz", "%ff"])
  func percentsThatAreNone(text: String) {
    #expect(PercentEncoding.decode(text) == nil)
  }
}
