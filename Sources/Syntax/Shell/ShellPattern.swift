/// A pattern of the shell's parameter expansion: `*`, `?` and plain bytes (POSIX.1-2024, 2.14).
package struct ShellPattern: Sendable {
  private enum Part: Equatable, Sendable {
    case any, one
    case byte(UInt8)
  }
  private let parts: [Part]

  package init(_ text: String) {
    var parts: [Part] = []
    var isEscaped = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\") where !isEscaped:
        isEscaped = true
        continue
      case UInt8(ascii: "*") where !isEscaped: if parts.last != .any { parts.append(.any) }
      case UInt8(ascii: "?") where !isEscaped: parts.append(.one)
      default: parts.append(.byte(byte))
      }
      isEscaped = false
    }
    self.parts = parts
  }

  /// Whether it stands for the whole of a text.
  package func matches(_ bytes: [UInt8]) -> Bool { ends(in: bytes, from: 0).last == bytes.count }

  /// The ends of all matches that begin at an offset, in rising order.
  func ends(in bytes: [UInt8], from start: Int) -> [Int] {
    var ends: Set<Int> = [start]
    for part in parts {
      switch part {
      case .any: ends = ends.min().map { Set($0...bytes.count) } ?? []
      case .one: ends = Set(ends.filter { $0 < bytes.count }.map { $0 + 1 })
      case .byte(let byte): ends = Set(ends.filter { $0 < bytes.count && bytes[$0] == byte }.map { $0 + 1 })
      }
    }
    return ends.sorted()
  }

  /// The text without the match at its start or end; the shortest match, or the longest.
  func removing(from text: String, atStart: Bool, longest: Bool) -> String {
    let bytes = Array(text.utf8)
    if atStart {
      let ends = ends(in: bytes, from: 0)
      guard let end = longest ? ends.last : ends.first else { return text }
      return String(decoding: bytes[end...], as: UTF8.self)
    }
    let starts = (0...bytes.count).filter { ends(in: bytes, from: $0).last == bytes.count }
    guard let start = longest ? starts.first : starts.last else { return text }
    return String(decoding: bytes[..<start], as: UTF8.self)
  }

  /// The text with the first match, or every one, replaced.
  func replacing(in text: String, with replacement: String, everywhere: Bool) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    var isDone = false
    while index < bytes.count {
      if !isDone, let end = ends(in: bytes, from: index).last, end > index {
        result += Array(replacement.utf8)
        index = end
        isDone = !everywhere
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
