import Syntax

/// The shape of a token: literals and classes of bytes with counts, matched without ever going back.
struct TokenPattern: Sendable {
  struct Class: Sendable {
    /// A bit for each ASCII byte.
    let bytes: (UInt64, UInt64)
    let least: Int
    let most: Int

    func contains(_ byte: UInt8) -> Bool {
      byte < 64 ? bytes.0 >> UInt64(byte) & 1 == 1 : byte < 128 && bytes.1 >> UInt64(byte - 64) & 1 == 1
    }
  }

  enum Part: Sendable {
    case literal(ArraySlice<UInt8>)
    case bytes(Class)
  }

  let parts: [Part]
  /// The part that a search looks for: the first literal that is long enough; `nil` where there is none.
  let anchor: Int?

  /// A pattern as the data file explains it. `nil` for one that breaks its rules.
  init?(_ text: ArraySlice<UInt8>) {
    var reader = PatternReader(bytes: text)
    guard let parts = reader.read() else { return nil }
    self.parts = parts
    func length(_ part: Part) -> Int { if case .literal(let bytes) = part { bytes.count } else { 0 } }
    anchor = parts.firstIndex { length($0) >= 3 } ?? parts.firstIndex { length($0) == 2 }
  }

  /// Where runs of bytes of one class end: beginnings of tokens may stand side by side by the thousand, and each would
  /// look through the rest of the text.
  struct Runs {
    private var known: [(bytes: (UInt64, UInt64), range: Range<Int>)] = []

    /// The end of the run of a class that goes on at an offset.
    mutating func end(of wanted: Class, _ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
      let slot = known.firstIndex { $0.bytes == wanted.bytes }
      if let slot, known[slot].range.contains(start) { return known[slot].range.upperBound }
      var end = start
      while end < text.count, wanted.contains(text[end]) { end += 1 }
      if let slot { known[slot].range = start..<end } else { known.append((wanted.bytes, start..<end)) }
      return end
    }
  }

  /// The match whose anchor begins at an offset.
  func match(_ text: UnsafeBufferPointer<UInt8>, anchorAt offset: Int, _ runs: inout Runs) -> Range<Int>? {
    guard let anchor, let start = backwards(text, parts[..<anchor], offset),
      let end = forwards(text, parts[anchor...], offset, &runs)
    else { return nil }
    return start..<end
  }

  /// Whether a text is such a token and nothing else.
  func matchesWhole(_ text: [UInt8]) -> Bool {
    var runs = Runs()
    return text.withUnsafeBufferPointer { forwards($0, parts[...], 0, &runs) == text.count }
  }

  private func forwards(
    _ text: UnsafeBufferPointer<UInt8>, _ parts: ArraySlice<Part>, _ start: Int, _ runs: inout Runs
  ) -> Int? {
    var index = start
    for part in parts {
      switch part {
      case .literal(let bytes):
        guard Self.stands(bytes, text, index) else { return nil }
        index += bytes.count
      case .bytes(let wanted) where wanted.most == .max:
        let end = runs.end(of: wanted, text, from: index)
        guard end - index >= wanted.least else { return nil }
        index = end
      case .bytes(let wanted):
        var count = 0
        while count < wanted.most, index < text.count, wanted.contains(text[index]) {
          index += 1
          count += 1
        }
        guard count >= wanted.least else { return nil }
      }
    }
    return endsToken(text, index) ? index : nil
  }

  private static func stands(_ literal: ArraySlice<UInt8>, _ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    guard start + literal.count <= text.count else { return false }
    return literal.withUnsafeBufferPointer { literal in
      for offset in 0..<literal.count where text[start + offset] != literal[offset] { return false }
      return true
    }
  }

  /// A class of a fixed length must not go on: a longer run is something else.
  private func endsToken(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> Bool {
    guard case .bytes(let last)? = parts.last, end < text.count else { return true }
    return !last.contains(text[end]) || last.most == .max
  }

  private func backwards(_ text: UnsafeBufferPointer<UInt8>, _ parts: ArraySlice<Part>, _ end: Int) -> Int? {
    var index = end
    for part in parts.reversed() {
      switch part {
      case .literal(let bytes):
        guard index >= bytes.count else { return nil }
        index -= bytes.count
        guard Self.stands(bytes, text, index) else { return nil }
      case .bytes(let wanted):
        var count = 0
        while count < wanted.most, index > 0, wanted.contains(text[index - 1]) {
          index -= 1
          count += 1
        }
        guard count >= wanted.least else { return nil }
      }
    }
    return index
  }
}

private struct PatternReader {
  let bytes: ArraySlice<UInt8>
  private var index: Int

  init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  mutating func read() -> [TokenPattern.Part]? {
    var parts: [TokenPattern.Part] = []
    var start = index
    while index < bytes.endIndex {
      guard bytes[index] == UInt8(ascii: "\\") || bytes[index] == UInt8(ascii: "[") else {
        index += 1
        continue
      }
      if index > start { parts.append(.literal(bytes[start..<index])) }
      guard let members = readMembers(), let counts = readCounts() else { return nil }
      parts.append(.bytes(TokenPattern.Class(bytes: members, least: counts.lowerBound, most: counts.upperBound)))
      start = index
    }
    if index > start { parts.append(.literal(bytes[start..<index])) }
    return parts.isEmpty ? nil : parts
  }

  /// The bits of each named class, by its letter.
  private static let named: [(UInt64, UInt64)?] = {
    let classes: KeyValuePairs = [
      "w": "A-Za-z0-9_", "a": "A-Za-z0-9", "b": "A-Za-z0-9_-", "h": "0-9a-f", "H": "0-9A-Fa-f", "u": "A-Z0-9",
      "l": "a-z0-9", "6": "A-Za-z0-9+/", "d": "0-9", "A": "A-Z", "2": "A-Z2-7", "e": "A-Za-z0-9._-",
    ]
    var table = [(UInt64, UInt64)?](repeating: nil, count: 128)
    for (letter, members) in classes {
      for byte in letter.utf8 { table[Int(byte)] = bits(Array(members.utf8)[...]) }
    }
    return table
  }()

  private mutating func readMembers() -> (UInt64, UInt64)? {
    if bytes[index] == UInt8(ascii: "\\") {
      guard index + 1 < bytes.endIndex, bytes[index + 1] < 128, let members = Self.named[Int(bytes[index + 1])] else {
        return nil
      }
      index += 2
      return members
    }
    guard let close = bytes[index...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
    defer { index = close + 1 }
    return Self.bits(bytes[index + 1..<close])
  }

  private static func bits(_ members: ArraySlice<UInt8>) -> (UInt64, UInt64) {
    var bits: (UInt64, UInt64) = (0, 0)
    func add(_ byte: UInt8) {
      if byte < 64 { bits.0 |= 1 << UInt64(byte) } else { bits.1 |= 1 << UInt64(byte - 64) }
    }
    var index = members.startIndex
    while index < members.endIndex {
      if index + 2 < members.endIndex, members[index + 1] == UInt8(ascii: "-") {
        for byte in members[index]...members[index + 2] { add(byte) }
        index += 3
      } else {
        add(members[index])
        index += 1
      }
    }
    return bits
  }

  /// `{n}`, `{n,m}`, `{n,}`; once without.
  private mutating func readCounts() -> ClosedRange<Int>? {
    guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "{") else { return 1...1 }
    index += 1
    guard let least = readNumber() else { return nil }
    var most = least
    if index < bytes.endIndex, bytes[index] == UInt8(ascii: ",") {
      index += 1
      most = readNumber() ?? Int.max
    }
    guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "}"), most >= least else { return nil }
    index += 1
    return least...most
  }

  /// Of five digits at most.
  private mutating func readNumber() -> Int? {
    let start = index
    var number = 0
    while index < bytes.endIndex, index - start < 5, bytes[index].isDigit {
      number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
      index += 1
    }
    return index > start ? number : nil
  }
}
