/// `node --env-file` of Node 22 (`Dotenv::ParseContent` of its sources).
enum NodeEnvFile {
  static func read(_ source: [UInt8]) -> DotenvReading {
    var bytes = source.filter { $0 != 0x0D }
    while let last = bytes.last, isTrimmed(last) { bytes.removeLast() }
    var reading = DotenvReading()
    var position = skipSpace(bytes, 0)
    while position < bytes.count {
      if bytes[position] == 0x0A || bytes[position] == UInt8(ascii: "#") {
        position = bytes.endOfLine(from: position) + 1
      } else {
        position = skipSpace(bytes, readEntry(bytes, position, &reading))
      }
    }
    return reading
  }

  private static func readEntry(_ bytes: [UInt8], _ start: Int, _ reading: inout DotenvReading) -> Int {
    let sign = bytes.end(from: start) { $0 != UInt8(ascii: "=") && $0 != 0x0A }
    guard sign < bytes.count else { return sign }
    guard bytes[sign] != 0x0A else { return sign + 1 }
    let written = trimmed(bytes, start..<sign)
    // An empty value is set before anything is asked about its key.
    if sign + 1 >= bytes.count || bytes[sign + 1] == 0x0A {
      reading.set(written, bytes, .text([]))
      return sign + 2
    }
    guard !written.isEmpty else { return sign + 1 }
    let isExported = bytes.starts(with: "export ", at: written.lowerBound) && written.count >= 7
    let key = isExported ? trimmed(bytes, written.lowerBound + 7..<written.upperBound) : written
    let first = skipSpace(bytes, sign + 1)
    guard first < bytes.count else {
      reading.set(key, bytes, .text([]))
      return first
    }
    let (value, end) = value(bytes, first)
    reading.set(key, bytes, .text(value))
    return end
  }

  private static func value(_ bytes: [UInt8], _ first: Int) -> (text: [UInt8], end: Int) {
    let lineEnd = bytes.endOfLine(from: first)
    guard let quote = DotenvQuote(rawValue: bytes[first]) else {
      let end = bytes.end(from: first) { $0 != UInt8(ascii: "#") && $0 != 0x0A }
      return (Array(bytes[trimmed(bytes, first..<end)]), lineEnd + 1)
    }
    guard let close = bytes.firstOffset(of: quote.rawValue, in: first + 1..<bytes.count) else {
      return (Array(bytes[first..<lineEnd]), lineEnd + 1)
    }
    let inner = bytes[first + 1..<close]
    let text = quote == .double ? inner.unescaped([0x6E: 0x0A])[...] : inner
    return (Array(text), bytes.endOfLine(from: close) + 1)
  }

  private static func isTrimmed(_ byte: UInt8) -> Bool { byte.isBlank || byte == 0x0A }

  private static func skipSpace(_ bytes: [UInt8], _ start: Int) -> Int {
    bytes.end(from: start, while: isTrimmed)
  }

  private static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isTrimmed(bytes[start]) { start += 1 }
    while end > start, isTrimmed(bytes[end - 1]) { end -= 1 }
    return start..<end
  }
}
