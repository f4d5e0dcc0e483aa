import ByteSearch

/// CloudFormation's dynamic references, `{{resolve:service:…}}` (AWS CloudFormation User Guide, "Get values stored in other
/// services using dynamic references").
package enum DynamicReference {
  static let opening = "{{resolve:"
  static let closing = "}}"

  /// Reads what stands between `{{resolve:` and `}}`.
  static func parse(_ body: String) throws -> ValueReference {
    let parts = body.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw ReferenceError("'{{resolve:\(body)}}' names nothing to resolve")
    }
    switch parts[0] {
    case "ssm", "ssm-secure": return .parameter(parts[1])
    case "secretsmanager": return try secret(parts[1], body)
    default:
      throw ReferenceError(
        "'{{resolve:\(body)}}' asks for '\(parts[0])'; known are secretsmanager, ssm and ssm-secure")
    }
  }

  /// `ID[:SecretString[:json-key[:version-stage[:version-id]]]]`, where the id may be an ARN with colons of its own.
  private static func secret(_ text: String, _ body: String) throws -> ValueReference {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let idParts = text.hasPrefix("arn:") ? 7 : 1
    guard parts.count >= idParts else { throw ReferenceError("'{{resolve:\(body)}}' holds half an ARN") }
    let options = Array(parts[idParts...])
    guard options.first ?? "SecretString" == "SecretString" || options.first == "", options.count <= 4 else {
      throw ReferenceError(
        "'{{resolve:\(body)}}': expected ':SecretString[:json-key[:version-stage[:version-id]]]' behind the secret's id"
      )
    }
    func option(_ index: Int) -> String? {
      index < options.count && !options[index].isEmpty ? options[index] : nil
    }
    guard option(2) == nil || option(3) == nil else {
      throw ReferenceError("'{{resolve:\(body)}}' gives both a version stage and a version id; only one may be given")
    }
    return .secret(
      id: parts[..<idParts].joined(separator: ":"), jsonKey: option(1), stage: option(2), versionID: option(3))
  }

  /// One reference in a longer text.
  package struct Occurrence: Sendable {
    /// The bytes from the first brace to the last.
    package let range: Range<Int>
    package let reference: Result<ValueReference, ReferenceError>
  }

  /// All dynamic references in a text, in order.
  package static func occurrences(in bytes: [UInt8]) -> [Occurrence] {
    let opening = Array(opening.utf8)
    var occurrences: [Occurrence] = []
    var index = 0
    while let start = bytes.firstRange(of: opening, in: index..<bytes.count)?.lowerBound {
      let bodyStart = start + opening.count
      let (end, lineEnd) = closing(in: bytes, from: bodyStart)
      guard let end else {
        occurrences.append(
          Occurrence(
            range: start..<lineEnd,
            reference: .failure(ReferenceError("'{{resolve:' has no closing '}}' in its line"))))
        index = lineEnd
        continue
      }
      let body = String(decoding: bytes[bodyStart..<end], as: UTF8.self)
      let reference = Result { () throws(ReferenceError) in
        do {
          return try parse(body)
        } catch {
          throw error as? ReferenceError ?? ReferenceError("\(error)")
        }
      }
      occurrences.append(Occurrence(range: start..<(end + 2), reference: reference))
      index = end + 2
    }
    return occurrences
  }

  /// Where `}}` stands in the rest of a line; nil with the line's end where it does not. Nothing behind it is looked at: a line
  /// may hold thousands of references.
  private static func closing(in bytes: [UInt8], from start: Int) -> (closing: Int?, lineEnd: Int) {
    let brace = UInt8(ascii: "}")
    var index = start
    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
      if bytes[index] == brace, index + 1 < bytes.count, bytes[index + 1] == brace { return (index, index) }
      index += 1
    }
    return (nil, index)
  }
}
