import Cryptography

/// The header of an age file: a version line, stanzas, and a code over both (age v1, "Header").
struct Header {
  static let versionLine = "age-encryption.org/v1"
  static let columns = 64
  /// More than this is no header but an attempt to make us read for ever.
  static let sizeLimit = 1 << 20

  let stanzas: [Stanza]
  /// The bytes that the code covers: everything up to and with `---`.
  let covered: [UInt8]
  let code: [UInt8]

  /// Writes a header and its code.
  static func serialize(_ stanzas: [Stanza], fileKey: SecretBytes) throws -> [UInt8] {
    var bytes = Array("\(versionLine)\n".utf8)
    for stanza in stanzas {
      bytes += Array("-> \(([stanza.kind] + stanza.arguments).joined(separator: " "))\n".utf8)
      let body = Base64.encode(stanza.body)
      for start in stride(from: 0, through: body.count, by: columns) {
        bytes += body[start..<min(start + columns, body.count)]
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    bytes += Array("---".utf8)
    let code = try Header.code(over: bytes, fileKey: fileKey)
    return bytes + Array(" ".utf8) + Base64.encode(code) + Array("\n".utf8)
  }

  /// Whether the code is that of this header under this file key.
  func authenticates(under fileKey: SecretBytes) throws -> Bool {
    constantTimeEquals(try Header.code(over: covered, fileKey: fileKey), code)
  }

  private static func code(over bytes: [UInt8], fileKey: SecretBytes) throws -> [UInt8] {
    try HMACSHA256.code(of: bytes, key: try HKDF.key(from: fileKey, salt: [], info: "header"))
  }
}

/// Reads a header line by line and rejects whatever the format does not allow.
struct HeaderReader {
  private let source: BufferedSource
  private var covered: [UInt8] = []
  private var lineNumber = 0

  init(_ source: BufferedSource) {
    self.source = source
  }

  /// - Throws: ``AgeError`` for anything but a well-formed header.
  mutating func read() throws -> Header {
    guard try line() == Array(Header.versionLine.utf8) else {
      throw AgeError.malformed("it does not begin with '\(Header.versionLine)'")
    }
    var stanzas: [Stanza] = []
    while true {
      let start = covered.count
      let next = try line()
      if next.starts(with: Array("---".utf8)) {
        guard !stanzas.isEmpty else { throw AgeError.malformed("the header has no recipient") }
        return Header(
          stanzas: stanzas, covered: Array(covered[..<(start + 3)]), code: try code(next))
      }
      stanzas.append(try stanza(next))
    }
  }

  private func code(_ line: [UInt8]) throws -> [UInt8] {
    guard line.count > 4, line[3] == UInt8(ascii: " "), let code = Base64.decode(line[4...]),
      code.count == HMACSHA256.size
    else { throw AgeError.malformed("line \(lineNumber): the header's code is not 32 bytes of canonical base 64") }
    return code
  }

  private mutating func stanza(_ line: [UInt8]) throws -> Stanza {
    guard line.starts(with: Array("-> ".utf8)) else {
      throw AgeError.malformed("line \(lineNumber): expected '-> ' or '---'")
    }
    let arguments = line.dropFirst(3).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    let isVisible = arguments.allSatisfy { !$0.isEmpty && $0.allSatisfy { (33...126).contains($0) } }
    guard isVisible, let kind = arguments.first else {
      throw AgeError.malformed("line \(lineNumber): an empty or unprintable stanza argument")
    }
    return Stanza(
      kind: String(decoding: kind, as: UTF8.self),
      arguments: arguments.dropFirst().map { String(decoding: $0, as: UTF8.self) }, body: try body())
  }

  /// Lines of 64 characters and a last one that is shorter, possibly empty.
  private mutating func body() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let next = try line()
      guard next.count <= Header.columns, let part = Base64.decode(next) else {
        throw AgeError.malformed("line \(lineNumber): a stanza's body is not canonical base 64 in lines of 64")
      }
      bytes += part
      if next.count < Header.columns { return bytes }
    }
  }

  private mutating func line() throws -> [UInt8] {
    lineNumber += 1
    guard let line = try source.line(limit: Header.sizeLimit - covered.count) else {
      throw AgeError.malformed("the header ends in line \(lineNumber)")
    }
    covered += line
    covered.append(UInt8(ascii: "\n"))
    return line
  }
}
