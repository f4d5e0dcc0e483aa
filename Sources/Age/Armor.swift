/// The ASCII armor of an age file: PEM (RFC 7468, strict) labelled `AGE ENCRYPTED FILE`.
enum Armor {
  static let begin = Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8)
  static let end = Array("-----END AGE ENCRYPTED FILE-----".utf8)
  static let columns = 64
  /// White space that may surround the armor, in bytes.
  static let whitespaceLimit = 1024

  static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}

/// Decodes armor as it is read.
final class ArmorReader {
  private let source: BufferedSource
  private var decoded: ArraySlice<UInt8> = []
  private var began = false
  private var sawShortLine = false
  private var ended = false
  private var lineNumber = 0

  init(_ source: BufferedSource) {
    self.source = source
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    while decoded.isEmpty {
      guard !ended else { return 0 }
      try readLine()
    }
    let count = min(target.count, decoded.count)
    target.copyBytes(from: decoded.prefix(count))
    decoded = decoded.dropFirst(count)
    return count
  }

  private func readLine() throws {
    if !began {
      guard try line() == Armor.begin else { throw AgeError.malformed("the armor's first line is not its BEGIN line") }
      began = true
    }
    let next = try line()
    if next == Armor.end {
      ended = true
      return try expectOnlyWhitespace()
    }
    guard !sawShortLine, !next.isEmpty, next.count <= Armor.columns, let bytes = Base64.decode(next, padded: true)
    else {
      throw AgeError.malformed("armor line \(lineNumber): expected 64 characters of canonical, padded base 64")
    }
    sawShortLine = next.count < Armor.columns || next.last == UInt8(ascii: "=")
    decoded = bytes[...]
  }

  private func line() throws -> [UInt8] {
    lineNumber += 1
    guard var line = try endedLine() else { throw AgeError.malformed("the armor has no END line") }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return line
  }

  /// A line; the END line may lack its line feed.
  private func endedLine() throws -> [UInt8]? {
    var line: [UInt8] = []
    while line.count <= Armor.columns + 2, let byte = try source.next() {
      if byte == UInt8(ascii: "\n") { return line }
      line.append(byte)
    }
    return line == Armor.end ? line : nil
  }

  private func expectOnlyWhitespace() throws {
    var count = 0
    while let byte = try source.next() {
      count += 1
      guard Armor.isWhitespace(byte), count <= Armor.whitespaceLimit else {
        throw AgeError.malformed("something follows the armor's END line")
      }
    }
  }
}

/// Encodes armor as it is written.
final class ArmorWriter {
  private let sink: ByteSink
  private var pending: [UInt8] = []
  private static let bytesPerLine = Armor.columns / 4 * 3

  init(_ sink: @escaping ByteSink) throws {
    self.sink = sink
    try emit(Armor.begin)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    pending += bytes
    var start = 0
    while pending.count - start > ArmorWriter.bytesPerLine {
      try emit(Base64.encode(pending[start..<(start + ArmorWriter.bytesPerLine)], padded: true))
      start += ArmorWriter.bytesPerLine
    }
    pending.removeFirst(start)
  }

  func finish() throws {
    if !pending.isEmpty { try emit(Base64.encode(pending, padded: true)) }
    try emit(Armor.end)
  }

  private func emit(_ line: [UInt8]) throws {
    try (line + Array("\n".utf8)).withUnsafeBytes { try sink($0) }
  }
}
