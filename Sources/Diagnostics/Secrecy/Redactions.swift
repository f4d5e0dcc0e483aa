import ByteSearch

/// The byte ranges that hold secret values, by source.
package struct Redactions: Sendable {
  /// What is hidden in one source.
  struct Hidden: Sendable {
    let source: SourceText
    var ranges = RangeList()
    /// What hidden values mean where they are written in another form, by where they begin: decoded, without escapes.
    var meanings: [(offset: Int, text: [UInt8])] = []
  }

  private(set) var hidden: [ObjectIdentifier: Hidden] = [:]

  package init() {}

  /// - Parameter meaning: the value itself, where the bytes are a form of it.
  package mutating func hide(_ location: Location, meaning: String? = nil) {
    let key = ObjectIdentifier(location.source)
    hidden[key, default: Hidden(source: location.source)].ranges.add(location.range)
    guard let meaning, !meaning.isEmpty else { return }
    hidden[key]?.meanings.append((location.range.lowerBound, Array(meaning.utf8)))
  }

  package mutating func merge(_ other: Redactions) {
    hidden.merge(other.hidden) { first, second in
      var result = first
      result.ranges = first.ranges.union(second.ranges)
      result.meanings += second.meanings
      return result
    }
  }

  package var isEmpty: Bool { hidden.isEmpty }

  /// Whether a range touches a hidden one.
  package func touches(_ location: Location) -> Bool { !runs(in: location).isEmpty }

  /// The hidden bytes of a source, run by run.
  package func values(in source: SourceText) -> [[UInt8]] { values(in: source.whole) }

  /// The hidden bytes that a location touches, each run whole.
  package func values(in location: Location) -> [[UInt8]] {
    let bytes = location.source.bytes
    return runs(in: location).map { Array(bytes[$0.clamped(to: 0..<bytes.count)]) }
  }

  /// The bytes of a location with every hidden run replaced by eight stars, whatever its length.
  package func masked(_ location: Location) -> [UInt8] {
    let bytes = location.source.bytes
    var result: [UInt8] = []
    var index = location.range.lowerBound
    for run in runs(in: location) {
      result += bytes[index..<max(index, run.lowerBound)]
      result += Array(Self.stars.utf8)
      index = min(run.upperBound, location.range.upperBound)
    }
    return result + bytes[index..<location.range.upperBound]
  }

  /// What stands in the place of a secret value.
  package static let stars = "********"

  /// The hidden runs that overlap a location, in order.
  func runs(in location: Location) -> ArraySlice<Range<Int>> {
    hidden[ObjectIdentifier(location.source)]?.ranges.overlapping(location.range) ?? []
  }
}
