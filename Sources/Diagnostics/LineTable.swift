#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A place as people count: lines and columns from 1, columns in Unicode scalars; `offset` in UTF-8 bytes from 0.
package struct Position: Sendable, Hashable, Codable {
  package let line: Int
  package let column: Int
  package let offset: Int
}

/// Where the lines of a text begin. A line ends at LF, CRLF or the end of the text.
package struct LineTable: Sendable {
  /// The byte offset of the first byte of each line; never empty.
  package let starts: [Int]
  /// How many scalars begin before each block of the text; empty where no line is longer than a block.
  private let scalars: [Int]

  private static let block = 1 << 12

  package init(_ bytes: [UInt8]) {
    var starts = [0]
    var longest = 0
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      var from = 0
      while from < buffer.count, let hit = memchr(base + from, 0x0A, buffer.count - from) {
        let end = base.distance(to: UnsafeRawPointer(hit)) + 1
        longest = max(longest, end - from)
        from = end
        starts.append(from)
      }
      longest = max(longest, buffer.count - from)
    }
    self.starts = starts
    scalars = longest > Self.block ? Self.scalarsByBlock(bytes) : []
  }

  private static func scalarsByBlock(_ bytes: [UInt8]) -> [Int] {
    var count = 0
    return stride(from: 0, to: bytes.count + 1, by: block).map { start in
      defer { count += scalars(in: bytes, start..<min(start + block, bytes.count)) }
      return count
    }
  }

  /// How many scalars begin in a range.
  private static func scalars(in bytes: [UInt8], _ range: Range<Int>) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var count = 0
      for index in range where bytes[index] & 0xC0 != 0x80 { count += 1 }
      return count
    }
  }

  package var count: Int { starts.count }

  /// The zero-based line that holds a byte offset.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The bytes of a zero-based line without its line break.
  package func content(of line: Int, in bytes: [UInt8]) -> Range<Int> {
    let start = starts[line]
    var end = line + 1 < starts.count ? starts[line + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D, line + 1 < starts.count { end -= 1 }
    return start..<max(start, end)
  }

  /// The bytes of a zero-based line with its line break.
  package func extent(of line: Int, in bytes: [UInt8]) -> Range<Int> {
    starts[line]..<(line + 1 < starts.count ? starts[line + 1] : bytes.count)
  }

  package func position(of offset: Int, in bytes: [UInt8]) -> Position {
    let offset = min(max(offset, 0), bytes.count)
    let line = line(at: offset)
    let column = scalars(before: offset, in: bytes, since: starts[line])
    return Position(line: line + 1, column: column + 1, offset: offset)
  }

  private func scalars(before offset: Int, in bytes: [UInt8], since start: Int) -> Int {
    guard offset - start > Self.block else { return Self.scalars(in: bytes, start..<offset) }
    func total(_ offset: Int) -> Int {
      let block = offset / Self.block
      return scalars[block] + Self.scalars(in: bytes, block * Self.block..<offset)
    }
    return total(offset) - total(start)
  }
}
