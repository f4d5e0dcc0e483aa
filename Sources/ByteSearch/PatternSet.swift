/// Finds any of many byte strings in one pass: each window of the text is looked up by its first bytes, behind a filter
/// that almost every window fails.
package struct PatternSet: Sendable {
  package struct Match: Sendable, Equatable {
    /// The pattern's place in the list that the set was made of.
    package let pattern: Int
    package let range: Range<Int>
  }

  private let patterns: [[UInt8]]
  /// How many bytes of a pattern its key has: up to eight, as many as the shortest pattern.
  private let window: Int
  private let byKey: [UInt64: [Int]]
  /// Of keys that many patterns share the lengths of those, and where each of them stands in the list.
  private let lengths: [UInt64: [Int]]
  private let places: [[UInt8]: [Int]]
  private let filter: [UInt64]
  /// The patterns in their order, to look up what begins with given bytes.
  private let sorted: [[UInt8]]

  /// - Parameter patterns: None may be empty.
  package init(_ patterns: [[UInt8]]) {
    self.patterns = patterns
    window = min(8, patterns.map(\.count).min() ?? 8)
    var byKey: [UInt64: [Int]] = [:]
    var filter = [UInt64](repeating: 0, count: 1 << 12)
    for (index, pattern) in patterns.enumerated() {
      let key = pattern.prefix(window).reduce(0) { $0 << 8 | UInt64($1) }
      byKey[key, default: []].append(index)
      let bit = PatternSet.bit(key)
      filter[bit >> 6] |= 1 << UInt64(bit & 63)
    }
    self.byKey = byKey
    let shared = byKey.filter { $0.value.count > Self.tried }
    lengths = shared.mapValues { Set($0.map { patterns[$0].count }).sorted() }
    places = Dictionary(grouping: shared.values.joined().sorted()) { patterns[$0] }
    self.filter = filter
    sorted = patterns.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Of more patterns with one key those that stand at a place are looked up by their bytes.
  private static let tried = 8

  package var isEmpty: Bool { patterns.isEmpty }

  private static func bit(_ key: UInt64) -> Int {
    Int((key &* 0x9E37_79B9_7F4A_7C15) >> 46)
  }

  /// Every place where a pattern stands, by where they begin; places may overlap.
  package func matches(in text: [UInt8]) -> [Match] {
    guard !patterns.isEmpty, text.count >= window else { return [] }
    var matches: [Match] = []
    let mask: UInt64 = window == 8 ? .max : (1 << UInt64(8 * window)) - 1
    text.withUnsafeBufferPointer { bytes in
      filter.withUnsafeBufferPointer { filter in
        var key: UInt64 = 0
        for end in 0..<bytes.count {
          key = (key << 8 | UInt64(bytes[end])) & mask
          let bit = PatternSet.bit(key)
          guard filter[bit >> 6] >> UInt64(bit & 63) & 1 == 1, end + 1 >= window else { continue }
          let start = end + 1 - window
          for index in candidates(key, at: start, in: bytes) where stands(patterns[index], at: start, in: bytes) {
            matches.append(Match(pattern: index, range: start..<(start + patterns[index].count)))
          }
        }
      }
    }
    return matches
  }

  private func candidates(_ key: UInt64, at start: Int, in text: UnsafeBufferPointer<UInt8>) -> [Int] {
    guard let lengths = lengths[key] else { return byKey[key] ?? [] }
    return lengths.filter { start + $0 <= text.count }.flatMap { places[Array(text[start..<start + $0])] ?? [] }
  }

  private func stands(_ pattern: [UInt8], at start: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard start + pattern.count <= text.count else { return false }
    for offset in window..<max(window, pattern.count) where text[start + offset] != pattern[offset] { return false }
    return true
  }

  /// How many bytes at the end of a text may be the beginning of a pattern that goes on behind it.
  package func unfinished(in text: [UInt8]) -> Int {
    let longest = min(text.count, (patterns.map(\.count).max() ?? 1) - 1)
    return (0..<max(0, longest)).first { isBeginning(text[(text.count - longest + $0)...]) }.map { longest - $0 } ?? 0
  }

  private func isBeginning(_ bytes: ArraySlice<UInt8>) -> Bool {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].lexicographicallyPrecedes(bytes) { low = middle + 1 } else { high = middle }
    }
    return low < sorted.count && sorted[low].count > bytes.count && sorted[low].starts(with: bytes)
  }
}
