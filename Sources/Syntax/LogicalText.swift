/// Text put together from parts of a file, such as the lines of a continued instruction, that knows where in the file
/// each of its bytes stands.
package struct LogicalText: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var segments: [(logical: Int, file: Int)] = []

  package init() {}

  package mutating func append(_ source: [UInt8], _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    if let last = segments.last, range.lowerBound - last.file == bytes.count - last.logical {
      bytes += source[range]
      return
    }
    segments.append((bytes.count, range.lowerBound))
    bytes += source[range]
  }

  package var range: Range<Int> { 0..<bytes.count }

  /// A part of the text by itself.
  package func part(_ range: Range<Int>) -> LogicalText {
    var result = LogicalText()
    for (index, segment) in segments.enumerated() {
      let end = index + 1 < segments.count ? segments[index + 1].logical : bytes.count
      let overlap = range.clamped(to: segment.logical..<end)
      guard !overlap.isEmpty else { continue }
      result.segments.append((result.bytes.count, segment.file + overlap.lowerBound - segment.logical))
      result.bytes += bytes[overlap]
    }
    return result
  }

  /// Where the byte at a logical offset stands in the file.
  package func fileOffset(_ offset: Int) -> Int {
    guard !segments.isEmpty else { return 0 }
    var low = 0
    var high = segments.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if segments[middle].logical <= offset { low = middle } else { high = middle }
    }
    return segments[low].file + offset - segments[low].logical
  }

  /// The bytes of the file that a logical range came from, first to last.
  package func fileRange(_ range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty else {
      let offset = fileOffset(range.lowerBound)
      return offset..<offset
    }
    return fileOffset(range.lowerBound)..<fileOffset(range.upperBound - 1) + 1
  }

  /// The parts of the file that it was put together from, in order.
  package var fileSegments: [Range<Int>] {
    segments.indices.map { index in
      let end = index + 1 < segments.count ? segments[index + 1].logical : bytes.count
      return segments[index].file..<segments[index].file + end - segments[index].logical
    }
  }

  /// The logical range that came from a range of the file; `nil` where its ends did not come from there.
  package func logicalRange(_ range: Range<Int>) -> Range<Int>? {
    guard !range.isEmpty, let start = logicalOffset(range.lowerBound), let last = logicalOffset(range.upperBound - 1),
      start <= last
    else { return nil }
    return start..<last + 1
  }

  private func logicalOffset(_ file: Int) -> Int? {
    for (index, segment) in segments.enumerated() {
      let end = index + 1 < segments.count ? segments[index + 1].logical : bytes.count
      let offset = segment.logical + file - segment.file
      if offset >= segment.logical, offset < end { return offset }
    }
    return nil
  }

  package func text(_ range: Range<Int>) -> String { bytes.text(range) }
}
