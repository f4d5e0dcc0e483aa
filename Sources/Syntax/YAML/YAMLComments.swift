/// Finds the comments that libyaml drops: a `#` at the start of a line or after white space, outside scalars.
enum YAMLComments {
  /// - Parameter scalars: the ranges of all scalars, in order.
  static func find(in bytes: [UInt8], outside scalars: [Range<Int>]) -> [Range<Int>] {
    var comments: [Range<Int>] = []
    var next = 0
    var index = 0
    while let mark = bytes.firstOffset(of: UInt8(ascii: "#"), in: index..<bytes.count) {
      while next < scalars.count, scalars[next].upperBound <= mark { next += 1 }
      if next < scalars.count, scalars[next].contains(mark), !isBlockHeader(bytes, scalars[next], mark) {
        index = scalars[next].upperBound
      } else if mark == 0 || bytes[mark - 1].isSpace {
        let lineEnd = bytes.firstOffset(of: 0x0A, in: mark..<bytes.count) ?? bytes.count
        let end = bytes.trimmed(mark..<lineEnd).upperBound
        comments.append(mark..<end)
        index = lineEnd
      } else {
        index = mark + 1
      }
    }
    return comments
  }

  /// A comment may follow the `|` or `>` of a block scalar, whose range begins there.
  private static func isBlockHeader(_ bytes: [UInt8], _ scalar: Range<Int>, _ mark: Int) -> Bool {
    let first = bytes[scalar.lowerBound]
    guard first == UInt8(ascii: "|") || first == UInt8(ascii: ">") else { return false }
    return bytes.firstOffset(of: 0x0A, in: scalar.lowerBound..<mark) == nil
  }
}
