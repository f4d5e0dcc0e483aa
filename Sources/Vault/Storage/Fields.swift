/// Writes a record: fields one after the other, each a tag, a length and bytes (FORMAT.md, "Fields").
struct FieldWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ tag: UInt8, _ value: some Collection<UInt8>) {
    bytes.append(tag)
    var length = UInt64(value.count)
    while length >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
      length >>= 7
    }
    bytes.append(UInt8(length))
    bytes += value
  }

  mutating func put(_ tag: UInt8, _ text: String) {
    put(tag, text.utf8)
  }

  mutating func put(_ tag: UInt8, _ text: String?) {
    if let text { put(tag, text) }
  }

  mutating func put(_ tag: UInt8, _ number: Int64) {
    put(tag, bigEndian(UInt64(bitPattern: number)))
  }

  mutating func put(_ tag: UInt8, _ moment: Timestamp?) {
    if let moment { put(tag, moment.milliseconds) }
  }

  mutating func put(_ tag: UInt8, fields: (inout FieldWriter) -> Void) {
    var inner = FieldWriter()
    fields(&inner)
    put(tag, inner.bytes)
  }
}

/// One field of a record.
struct Field {
  let tag: UInt8
  private let record: [UInt8]
  private let range: Range<Int>

  init(tag: UInt8, _ record: [UInt8], _ range: Range<Int>) {
    self.tag = tag
    self.record = record
    self.range = range
  }

  var bytes: ArraySlice<UInt8> { record[range] }

  func text() throws -> String {
    try record.withUnsafeBufferPointer { record in
      let bytes = UnsafeBufferPointer(rebasing: record[range])
      // Several times as quick as to validate it: what is not UTF-8 is repaired, and so comes out as other bytes.
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.utf8.withContiguousStorageIfAvailable({ $0.elementsEqual(bytes) }) ?? text.utf8.elementsEqual(bytes)
      else { throw FieldError() }
      return text
    }
  }

  func number() throws -> Int64 {
    guard range.count == 8 else { throw FieldError() }
    return record.withUnsafeBytes {
      Int64(bigEndian: $0.loadUnaligned(fromByteOffset: range.lowerBound, as: Int64.self))
    }
  }

  func moment() throws -> Timestamp {
    Timestamp(milliseconds: try number())
  }

  func fields() throws -> FieldReader {
    FieldReader(record, range)
  }
}

/// A record that authenticated and yet does not read: it was written by another version, or by a fault of ours.
struct FieldError: Error {}

/// Reads a record's fields in their order.
struct FieldReader {
  private let record: [UInt8]
  private var position: Int
  private let end: Int

  init(_ record: [UInt8]) { self.init(record, record.indices) }

  fileprivate init(_ record: [UInt8], _ range: Range<Int>) {
    self.record = record
    position = range.lowerBound
    end = range.upperBound
  }

  mutating func next() throws -> Field? {
    guard position < end else { return nil }
    let tag = record[position]
    position += 1
    var length: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard position < end, shift < 35 else { throw FieldError() }
      let byte = record[position]
      position += 1
      length |= UInt64(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { break }
    }
    guard length <= end - position else { throw FieldError() }
    let start = position
    position += Int(length)
    return Field(tag: tag, record, start..<position)
  }
}

/// The eight bytes of a number, the highest first.
func bigEndian(_ number: UInt64) -> [UInt8] {
  withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
