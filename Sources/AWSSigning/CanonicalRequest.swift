import Cryptography

/// A request in the one spelling that both sides sign (AWS IAM User Guide, "Create a signed AWS API request", step 1).
package enum CanonicalRequest {
  /// - Parameter signedHeaders: Names in lower case, sorted.
  package static func bytes(of request: SignableRequest, signing signedHeaders: [String]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(512)
    append(request.method, to: &result)
    append(path(request.path), to: &result)
    append(query(request.query), to: &result)
    for name in signedHeaders {
      result += name.utf8
      result.append(UInt8(ascii: ":"))
      appendValues(of: name, request, to: &result)
      result.append(newline)
    }
    result.append(newline)
    append(signedHeaders.joined(separator: ";"), to: &result)
    result += request.bodyDigest
    return result
  }

  private static let newline = UInt8(ascii: "\n")

  private static func append(_ line: String, to result: inout [UInt8]) {
    result += line.utf8
    result.append(newline)
  }

  /// Values of one name are joined by commas, each without white space at its ends and with single spaces inside.
  private static func appendValues(of name: String, _ request: SignableRequest, to result: inout [UInt8]) {
    var isFirst = true
    for header in request.headers where header.name == name {
      if !isFirst { result.append(UInt8(ascii: ",")) }
      isFirst = false
      var isSpacePending = false
      let start = result.count
      for byte in header.value.utf8 {
        if byte == 0x20 || (0x09...0x0D).contains(byte) {
          isSpacePending = result.count > start
        } else {
          if isSpacePending { result.append(0x20) }
          isSpacePending = false
          result.append(byte)
        }
      }
    }
  }

  /// The path without dot segments and empty ones, and encoded once more: these services, unlike S3, encode twice.
  static func path(_ path: String) -> String {
    if path.isEmpty || path == "/" { return "/" }
    var segments: [Substring] = []
    for segment in path.split(separator: "/") where segment != "." {
      if segment == ".." {
        _ = segments.popLast()
      } else {
        segments.append(segment)
      }
    }
    let first = path.hasPrefix("/") ? "/" : ""
    let last = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
    return first + segments.map { PercentEncoding.encode($0) }.joined(separator: "/") + last
  }

  /// The parameters sorted by name, then value, in the encoding they were sent in.
  static func query(_ query: String) -> String {
    if query.isEmpty { return "" }
    let pairs = query.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (Array(parts[0].utf8), parts.count == 2 ? Array(parts[1].utf8) : [])
    }
    let sorted = pairs.sorted { left, right in
      left.0 == right.0 ? left.1.lexicographicallyPrecedes(right.1) : left.0.lexicographicallyPrecedes(right.0)
    }
    return sorted.map { String(decoding: $0.0 + [UInt8(ascii: "=")] + $0.1, as: UTF8.self) }.joined(separator: "&")
  }
}
