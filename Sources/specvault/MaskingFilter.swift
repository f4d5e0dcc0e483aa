import ByteSearch

/// Replaces patterns in a stream by `***`, also those that are split over writes.
struct MaskingFilter {
  /// Shorter secrets would make most output unreadable.
  static let shortest = 4

  private let hidden: PatternSet
  private var held: [UInt8] = []

  init(_ hidden: PatternSet) {
    self.hidden = hidden
  }

  /// What can be shown already; the beginning of what may become a pattern is held back.
  mutating func pass(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    held += bytes
    let shown = held.count - hidden.unfinished(in: held)
    return take(shown)
  }

  /// The rest.
  mutating func finish() -> [UInt8] { take(held.count) }

  private mutating func take(_ count: Int) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    for match in hidden.matches(in: held).sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard match.range.lowerBound < count || match.range.upperBound <= count else { break }
      if match.range.lowerBound >= index, match.range.upperBound > index {
        result += held[index..<match.range.lowerBound]
        result += Array("***".utf8)
      }
      index = max(index, match.range.upperBound)
    }
    if index < count {
      result += held[index..<count]
      index = count
    }
    held.removeFirst(index)
    return result
  }
}
