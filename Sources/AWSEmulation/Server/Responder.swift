import AWSSigning
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Turns requests of the wire into questions and answers into responses, and bounds both.
struct Responder: Sendable {
  /// The largest body that any operation could need: 64 KiB of text with every byte escaped, and then some.
  static let bodyLimit = 1 << 20
  /// What is read of a body that is too large, so that its sender sees the answer.
  static let discardLimit = 256 << 20

  let endpoint: Endpoint

  /// A client that sends too much; the connection ends with the answer.
  private struct Abandoned: Error {}

  @Sendable
  func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
    if let expectation = request.headers[.expect], expectation.lowercased() != "100-continue" {
      try await refuse(writer, 417, "ExpectationFailed", "The expectation in the request is not one that is met here.")
      throw Abandoned()
    }
    switch try await body(of: request) {
    case .whole(let body):
      let answer = await endpoint.answer(question(request.head, body))
      try await writer.write(response: head(answer), body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    case .tooLarge(let isRead):
      try await refuse(writer, 413, "RequestEntityTooLarge", "The request is larger than \(Self.bodyLimit) bytes.")
      if !isRead { throw Abandoned() }
    }
  }

  private enum Body {
    case whole([UInt8])
    case tooLarge(isRead: Bool)
  }

  private func body(of request: Request) async throws -> Body {
    var bytes: [UInt8] = []
    var count = 0
    // Whoever waits to be told sends nothing of a body that is too large.
    if request.headers[.expect] != nil, let length = request.headers[.contentLength].flatMap({ Int($0) }),
      length > Self.bodyLimit
    {
      return .tooLarge(isRead: false)
    }
    for try await chunk in request.body {
      count += chunk.readableBytes
      if count <= Self.bodyLimit {
        bytes += chunk.readableBytesView
      } else {
        bytes = []
        guard count <= Self.discardLimit else { return .tooLarge(isRead: false) }
      }
    }
    return count <= Self.bodyLimit ? .whole(bytes) : .tooLarge(isRead: true)
  }

  private func question(_ head: HTTPRequest, _ body: [UInt8]) -> HTTPQuestion {
    var headers: [SignableRequest.Header] = []
    headers.reserveCapacity(head.headerFields.count + 1)
    if let host = head.authority { headers.append(SignableRequest.Header("host", host)) }
    for field in head.headerFields {
      headers.append(SignableRequest.Header(field.name.canonicalName, field.value))
    }
    return HTTPQuestion(method: head.method.rawValue, target: head.path ?? "/", headers: headers, body: body)
  }

  private func head(_ answer: HTTPAnswer) -> HTTPResponse {
    var fields = HTTPFields()
    fields.reserveCapacity(4 + answer.headers.count)
    for header in answer.headers {
      if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
    }
    fields.append(HTTPField(name: .contentType, value: answer.contentType))
    fields.append(HTTPField(name: .contentLength, value: String(answer.body.count)))
    fields.append(HTTPField(name: .date, value: HTTPDate.now))
    return HTTPResponse(status: HTTPResponse.Status(code: answer.status), headerFields: fields)
  }

  private func refuse(
    _ writer: consuming ResponseWriter, _ status: Int, _ code: String, _ message: String
  ) async throws {
    let answer = HTTPAnswer(
      status: status, contentType: "application/x-amz-json-1.1",
      body: Fault(code, message, status: status).body(.securityTokens))
    var response = head(answer)
    response.headerFields[.connection] = "close"
    try await writer.write(response: response, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}
