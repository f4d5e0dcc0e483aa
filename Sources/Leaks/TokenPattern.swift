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
    case literal([UInt8])
    case bytes(Class)
  }

  let parts: [Part]
  /// The part that a search looks for: the first literal that is long enough; `nil` where there is none.
  let anchor: Int?

  /// - Parameter text: a pattern as the data file explains it. `nil` for one that breaks its rules.
  init?(_ text: String) {
    var reader = PatternReader(bytes: Array(text.utf8))
    guard let parts = reader.read() else { return nil }
    self.parts = parts
    func length(_ part: Part) -> Int { if case .literal(let bytes) = part { bytes.count } else { 0 } }
    anchor = parts.firstIndex { length($0) >= 3 } ?? parts.firstIndex { length($0) == 2 }
  }

  /// The match whose anchor begins at an offset.
  func match(_ text: UnsafeBufferPointer<UInt8>, anchorAt offset: Int) -> Range<Int>? {
    guard let anchor, let start = backwards(text, parts[..<anchor], offset),
      let end = forwards(text, parts[anchor...], offset)
    else { return nil }
    return start..<end
  }

  /// Whether a text is such a token and nothing else.
  func matchesWhole(_ text: [UInt8]) -> Bool {
    text.withUnsafeBufferPointer { forwards($0, parts[...], 0) == text.count }
  }

  private func forwards(_ text: UnsafeBufferPointer<UInt8>, _ parts: ArraySlice<Part>, _ start: Int) -> Int? {
    var index = start
    for part in parts {
      switch part {
      case .literal(let bytes):
        guard index + bytes.count <= text.count else { return nil }
        for offset in 0..<bytes.count where text[index + offset] != bytes[offset] { return nil }
        index += bytes.count
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
        for offset in 0..<bytes.count where text[index + offset] != bytes[offset] { return nil }
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
  let bytes: [UInt8]
  private var index = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() -> [TokenPattern.Part]? {
    var parts: [TokenPattern.Part] = []
    var literal: [UInt8] = []
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\") || bytes[index] == UInt8(ascii: "[") {
        if !literal.isEmpty { parts.append(.literal(literal)) }
        literal = []
        guard let members = readMembers(), let counts = readCounts() else { return nil }
        parts.append(.bytes(TokenPattern.Class(bytes: members, least: counts.lowerBound, most: counts.upperBound)))
      } else {
        literal.append(bytes[index])
        index += 1
      }
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
    return parts.isEmpty ? nil : parts
  }

  private static let named: [UInt8: String] = [
    UInt8(ascii: "w"): "A-Za-z0-9_", UInt8(ascii: "a"): "A-Za-z0-9", UInt8(ascii: "b"): "A-Za-z0-9_-",
    UInt8(ascii: "h"): "0-9a-f", UInt8(ascii: "H"): "0-9A-Fa-f", UInt8(ascii: "u"): "A-Z0-9",
    UInt8(ascii: "l"): "a-z0-9",
    UInt8(ascii: "6"): "A-Za-z0-9+/", UInt8(ascii: "d"): "0-9", UInt8(ascii: "A"): "A-Z", UInt8(ascii: "2"): "A-Z2-7",
    UInt8(ascii: "e"): "A-Za-z0-9._-",
  ]

  private mutating func readMembers() -> (UInt64, UInt64)? {
    if bytes[index] == UInt8(ascii: "\\") {
      guard index + 1 < bytes.count, let members = Self.named[bytes[index + 1]] else { return nil }
      index += 2
      return Self.bits(Array(members.utf8))
    }
    guard let close = bytes[index...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
    defer { index = close + 1 }
    return Self.bits(Array(bytes[index + 1..<close]))
  }

  private static func bits(_ members: [UInt8]) -> (UInt64, UInt64) {
    var bits: (UInt64, UInt64) = (0, 0)
    func add(_ byte: UInt8) {
      if byte < 64 { bits.0 |= 1 << UInt64(byte) } else { bits.1 |= 1 << UInt64(byte - 64) }
    }
    var index = 0
    while index < members.count {
      if index + 2 < members.count, members[index + 1] == UInt8(ascii: "-") {
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
    guard index < bytes.count, bytes[index] == UInt8(ascii: "{") else { return 1...1 }
    guard let close = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
    let numbers = bytes.text(index + 1..<close).split(separator: ",", omittingEmptySubsequences: false)
    index = close + 1
    guard let least = numbers.first.flatMap({ Int($0) }) else { return nil }
    if numbers.count == 1 { return least...least }
    guard !numbers[1].isEmpty else { return least...Int.max }
    return Int(numbers[1]).flatMap { $0 >= least ? least...$0 : nil }
  }
}
