/// Paths as text that stands for every name a file can have.
///
/// Names are bytes, whatever the locale. What is no UTF-8 in one is a scalar of a private area, a byte each, so that the
/// text can be turned back into the name; people are shown `\xE9`.
package enum PathBytes {
  /// U+10F780 to U+10F7FF stand for the bytes 0x80 to 0xFF.
  private static let base: UInt32 = 0x10F700
  /// The first byte of each such scalar in UTF-8.
  private static let mark: UInt8 = 0xF4

  /// A name as text.
  package static func text(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(mark) { return text }
    var result = String.UnicodeScalarView()
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var index = bytes.startIndex
    func escape(_ count: Int) {
      for _ in 0..<count where index < bytes.endIndex {
        if let scalar = Unicode.Scalar(base + UInt32(bytes[index])) { result.append(scalar) }
        index = bytes.index(after: index)
      }
    }
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let units):
        let scalar = Unicode.UTF8.decode(units)
        // A name that has one of these by nature is spelt byte by byte.
        if byte(scalar) != nil {
          escape(units.count)
        } else {
          result.append(scalar)
          index = bytes.index(index, offsetBy: units.count)
        }
      case .error(let count): escape(count)
      case .emptyInput: return String(result)
      }
    }
  }

  /// The name that a text stands for.
  package static func bytes(_ path: String) -> [UInt8] {
    guard path.utf8.contains(mark) else { return Array(path.utf8) }
    return path.unicodeScalars.flatMap { scalar in byte(scalar).map { [$0] } ?? Array(String(scalar).utf8) }
  }

  /// A path for people and for formats that take text only.
  package static func shown(_ path: String) -> String {
    guard path.utf8.contains(mark) else { return path }
    return path.unicodeScalars.map { byte($0).map(escape) ?? String($0) }.joined()
  }

  /// The byte that a scalar stands for.
  static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    (base + 0x80...base + 0xFF).contains(scalar.value) ? UInt8(scalar.value - base) : nil
  }

  /// `\xE9`.
  static func escape(_ byte: UInt8) -> String { "\\x" + String(byte, radix: 16, uppercase: true) }
}
