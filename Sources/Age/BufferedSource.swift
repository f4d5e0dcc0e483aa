import Cryptography

/// Where bytes come from: fills the buffer as far as it can, at least one byte, and says how many; 0 is the end.
package typealias ByteSource = (UnsafeMutableRawBufferPointer) throws -> Int

/// Where bytes go.
package typealias ByteSink = (UnsafeRawBufferPointer) throws -> Void

/// A source read by lines, by counts, and with a look at what comes next.
final class BufferedSource {
  private let source: ByteSource
  private var buffer: [UInt8]
  private var start = 0
  private var end = 0

  init(_ source: @escaping ByteSource) {
    self.source = source
    buffer = [UInt8](repeating: 0, count: 1 << 16)
  }

  /// The next byte, without taking it; nil at the end.
  func peek() throws -> UInt8? {
    if start == end {
      start = 0
      end = try buffer.withUnsafeMutableBytes { try source($0) }
    }
    return start < end ? buffer[start] : nil
  }

  /// The next byte; nil at the end.
  func next() throws -> UInt8? {
    guard let byte = try peek() else { return nil }
    start += 1
    return byte
  }

  /// The bytes up to the next line feed, which is taken and left out.
  /// - Returns: Nil where the source ends or `limit` is reached before a line feed.
  func line(limit: Int) throws -> [UInt8]? {
    var line: [UInt8] = []
    while line.count < limit, let byte = try next() {
      if byte == UInt8(ascii: "\n") { return line }
      line.append(byte)
    }
    return nil
  }

  /// Fills the target; less only at the end of the source.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < target.count, try peek() != nil {
      let count = min(target.count - filled, end - start)
      buffer.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: target[filled...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)]))
      }
      start += count
      filled += count
    }
    return filled
  }
}
