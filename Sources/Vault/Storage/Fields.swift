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
  let bytes: ArraySlice<UInt8>

  func text() throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw FieldError() }
    return text
  }

  func number() throws -> Int64 {
    guard bytes.count == 8 else { throw FieldError() }
    return Int64(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
  }

  func moment() throws -> Timestamp {
    Timestamp(milliseconds: try number())
  }

  func fields() throws -> FieldReader {
    FieldReader(bytes)
  }
}

/// A record that authenticated and yet does not read: it was written by another version, or by a fault of ours.
struct FieldError: Error {}

/// Reads a record's fields in their order.
struct FieldReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) {
    rest = Array(bytes)[...]
  }

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  mutating func next() throws -> Field? {
    guard let tag = rest.popFirst() else { return nil }
    var length: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard let byte = rest.popFirst(), shift < 35 else { throw FieldError() }
      length |= UInt64(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { break }
    }
    guard length <= rest.count else { throw FieldError() }
    defer { rest = rest.dropFirst(Int(length)) }
    return Field(tag: tag, bytes: rest.prefix(Int(length)))
  }
}

/// The eight bytes of a number, the highest first.
func bigEndian(_ number: UInt64) -> [UInt8] {
  withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
