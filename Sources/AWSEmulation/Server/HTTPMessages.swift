import AWSSigning

/// A request as it came over the wire, whole.
package struct HTTPQuestion: Sendable {
  /// In upper case.
  package let method: String
  /// Path and query as they were sent.
  package let target: String
  /// Names in lower case, `host` among them.
  package let headers: [SignableRequest.Header]
  package let body: [UInt8]

  package init(method: String, target: String, headers: [SignableRequest.Header], body: [UInt8]) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }

  /// The value of the first header of a name.
  subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

  var path: Substring { target.prefix { $0 != "?" } }

  /// The query's parameters, decoded; nil where one is not encoded as it should be.
  var parameters: [(name: String, value: String)]? {
    var result: [(name: String, value: String)] = []
    for pair in target.dropFirst(path.count + 1).split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true),
        let value = PercentEncoding.decode(parts.count == 2 ? parts[1] : "", plusIsSpace: true)
      else { return nil }
      result.append((name, value))
    }
    return result
  }
}

/// An answer, whole.
package struct HTTPAnswer: Sendable {
  package var status: Int
  package var contentType: String
  package var body: [UInt8]
  package var headers: [SignableRequest.Header] = []

  package init(status: Int = 200, contentType: String, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  static func text(_ text: String, status: Int = 200) -> HTTPAnswer {
    HTTPAnswer(status: status, contentType: "text/plain", body: Array(text.utf8))
  }

  static func json(_ body: [UInt8], status: Int = 200) -> HTTPAnswer {
    HTTPAnswer(status: status, contentType: "application/json", body: body)
  }
}
