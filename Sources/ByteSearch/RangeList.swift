/// Ranges of a text in order; those that overlap or touch are one.
package struct RangeList: Sendable {
  private var ranges: [Range<Int>] = []

  package init() {}

  package init(_ ranges: some Sequence<Range<Int>>) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) { add(range) }
  }

  package mutating func add(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let start = ranges.partitionIndex { $0.upperBound >= range.lowerBound }
    let end = ranges.partitionIndex { $0.lowerBound > range.upperBound }
    guard start < end else { return ranges.insert(range, at: start) }
    let whole =
      min(ranges[start].lowerBound, range.lowerBound)..<max(ranges[end - 1].upperBound, range.upperBound)
    ranges.replaceSubrange(start..<end, with: CollectionOfOne(whole))
  }

  package func union(_ other: RangeList) -> RangeList { RangeList(ranges + other.ranges) }

  /// Those that overlap a range; none does an empty one.
  package func overlapping(_ range: Range<Int>) -> ArraySlice<Range<Int>> {
    guard !range.isEmpty else { return [] }
    let start = ranges.partitionIndex { $0.upperBound > range.lowerBound }
    let end = ranges.partitionIndex { $0.lowerBound >= range.upperBound }
    return ranges[start..<max(start, end)]
  }
}
