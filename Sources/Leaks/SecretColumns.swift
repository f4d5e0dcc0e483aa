import Syntax

/// The columns of a CSV (RFC 4180) whose heading speaks of a secret.
enum SecretColumns {
  /// A line is no longer, a table no wider.
  private static let longestLine = 4_096
  private static let most = 64

  /// The cells below such headings, each with its heading.
  static func cells(_ bytes: [UInt8], isSecret: (Range<Int>) -> Bool) -> [(name: Range<Int>, value: Range<Int>)] {
    let end = bytes.firstOffset(of: 0x0A, in: 0..<min(bytes.count, longestLine)) ?? 0
    guard end > 0 else { return [] }
    let separator = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09].max { a, b in
      bytes[..<end].count { $0 == a } < bytes[..<end].count { $0 == b }
    }
    let headings = fields(bytes, 0..<end, separator ?? UInt8(ascii: ","))
    let wanted = headings.indices.filter { isSecret(headings[$0]) }
    guard headings.count > 1, !wanted.isEmpty else { return [] }
    var result: [(name: Range<Int>, value: Range<Int>)] = []
    var start = end + 1
    while start < bytes.count {
      let end = bytes.firstOffset(of: 0x0A, in: start..<bytes.count) ?? bytes.count
      if end - start <= longestLine {
        let cells = fields(bytes, start..<end, separator ?? UInt8(ascii: ","))
        for column in wanted where column < cells.count && !cells[column].isEmpty {
          result.append((headings[column], cells[column]))
        }
      }
      start = end + 1
    }
    return result
  }

  /// The cells of a line without quotes and white space around them.
  private static func fields(_ bytes: [UInt8], _ line: Range<Int>, _ separator: UInt8) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var (start, isQuoted) = (line.lowerBound, false)
    func add(_ end: Int) {
      let cell = bytes.trimmed(start..<end)
      let hasQuotes = cell.count >= 2 && bytes[cell.lowerBound] == 0x22 && bytes[cell.upperBound - 1] == 0x22
      result.append(hasQuotes ? cell.dropFirst(1).dropLast(1) : cell)
    }
    for index in line where result.count < most {
      if bytes[index] == 0x22 {
        isQuoted.toggle()
      } else if bytes[index] == separator, !isQuoted {
        add(index)
        start = index + 1
      }
    }
    add(line.upperBound)
    return result
  }
}
