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

  package init(_ bytes: [UInt8]) {
    var starts = [0]
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      var from = 0
      while from < buffer.count, let hit = memchr(base + from, 0x0A, buffer.count - from) {
        from = base.distance(to: UnsafeRawPointer(hit)) + 1
        starts.append(from)
      }
    }
    self.starts = starts
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
    let scalars = bytes[starts[line]..<offset].reduce(into: 0) { count, byte in
      if byte & 0xC0 != 0x80 { count += 1 }
    }
    return Position(line: line + 1, column: scalars + 1, offset: offset)
  }
}
