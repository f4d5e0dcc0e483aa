import ByteSearch

/// Applies the fixes of findings to the bytes of their files.
package enum FixApplication {
  /// A file before and after its fixes.
  package struct ChangedFile: Sendable {
    package let source: SourceText
    package let bytes: [UInt8]
    /// How many findings were fixed in it.
    package let count: Int

    package init(source: SourceText, bytes: [UInt8], count: Int) {
      self.source = source
      self.bytes = bytes
      self.count = count
    }
  }

  /// The changed files, in path order. Where the edits of two fixes overlap, the first in the file wins: a second run
  /// takes the other.
  package static func apply(_ findings: [Finding], includingUnsafe: Bool) -> [ChangedFile] {
    var edits: [ObjectIdentifier: (source: SourceText, edits: AcceptedEdits, count: Int)] = [:]
    for finding in findings.sorted() {
      guard let fix = finding.fix, fix.safety == .safe || includingUnsafe, !fix.edits.isEmpty else { continue }
      let isFree = fix.edits.allSatisfy { edit in
        !(edits[ObjectIdentifier(edit.location.source)]?.edits.conflict(with: edit) ?? false)
      }
      guard isFree else { continue }
      for (index, edit) in fix.edits.enumerated() {
        let key = ObjectIdentifier(edit.location.source)
        edits[key, default: (edit.location.source, AcceptedEdits(), 0)].edits.insert(edit)
        if index == 0 { edits[key]?.count += 1 }
      }
    }
    return edits.values
      .map { ChangedFile(source: $0.source, bytes: rewritten($0.source, $0.edits.all), count: $0.count) }
      .filter { $0.bytes != $0.source.bytes }
      .sorted { $0.source.path < $1.source.path }
  }

  private static func rewritten(_ source: SourceText, _ edits: [Edit]) -> [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    for edit in edits {
      result += source.bytes[copied..<edit.location.range.lowerBound]
      result += Array(edit.replacement.utf8)
      copied = edit.location.range.upperBound
    }
    return result + source.bytes[copied...]
  }
}

/// The edits of one file, none of which lies in another, in the order of their places.
private struct AcceptedEdits {
  private(set) var all: [Edit] = []
  /// The ranges of those that replace something.
  private var replaced: [Range<Int>] = []

  mutating func insert(_ edit: Edit) {
    let range = edit.location.range
    // Behind those at the same place, so that insertions stand in the order in which they came.
    all.insert(edit, at: all.partitionIndex { $0.location.range.lowerBound > range.lowerBound })
    guard !range.isEmpty else { return }
    replaced.insert(range, at: replaced.partitionIndex { $0.lowerBound > range.lowerBound })
  }

  func conflict(with edit: Edit) -> Bool {
    let range = edit.location.range
    let before = replaced.partitionIndex { $0.lowerBound >= range.lowerBound }
    if before > 0, replaced[before - 1].upperBound > range.lowerBound { return true }
    var index = all.partitionIndex { $0.location.range.lowerBound >= range.lowerBound }
    while index < all.count, all[index].location.range.lowerBound < max(range.upperBound, range.lowerBound + 1) {
      if all[index].conflicts(with: edit) { return true }
      index += 1
    }
    return false
  }
}

extension Edit {
  /// Of two edits of one file.
  fileprivate func conflicts(with other: Edit) -> Bool {
    let a = location.range
    let b = other.location.range
    // Two insertions at one place stand behind each other.
    if a.isEmpty, b.isEmpty { return a.lowerBound == b.lowerBound && replacement == other.replacement }
    return a.lowerBound == b.lowerBound || a.lowerBound < b.upperBound && b.lowerBound < a.upperBound
  }
}
