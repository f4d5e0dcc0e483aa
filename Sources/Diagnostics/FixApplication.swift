/// Applies the fixes of findings to the bytes of their files.
package enum FixApplication {
  /// A file before and after its fixes.
  package struct ChangedFile: Sendable {
    package let source: SourceText
    package let bytes: [UInt8]
    /// How many findings were fixed in it.
    package let count: Int
  }

  /// The changed files, in path order. Where the edits of two fixes overlap, the first in the file wins: a second run
  /// takes the other.
  package static func apply(_ findings: [Finding], includingUnsafe: Bool) -> [ChangedFile] {
    var edits: [ObjectIdentifier: (source: SourceText, edits: [Edit], count: Int)] = [:]
    for finding in findings.sorted() {
      guard let fix = finding.fix, fix.safety == .safe || includingUnsafe, !fix.edits.isEmpty else { continue }
      let isFree = fix.edits.allSatisfy { edit in
        !(edits[ObjectIdentifier(edit.location.source)]?.edits.contains { $0.conflicts(with: edit) } ?? false)
      }
      guard isFree else { continue }
      for (index, edit) in fix.edits.enumerated() {
        let key = ObjectIdentifier(edit.location.source)
        edits[key, default: (edit.location.source, [], 0)].edits.append(edit)
        if index == 0 { edits[key]?.count += 1 }
      }
    }
    return edits.values
      .map { ChangedFile(source: $0.source, bytes: rewritten($0.source, $0.edits), count: $0.count) }
      .filter { $0.bytes != $0.source.bytes }
      .sorted { $0.source.path < $1.source.path }
  }

  private static func rewritten(_ source: SourceText, _ edits: [Edit]) -> [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    for edit in edits.sorted(by: { $0.location.range.lowerBound < $1.location.range.lowerBound }) {
      result += source.bytes[copied..<edit.location.range.lowerBound]
      result += Array(edit.replacement.utf8)
      copied = edit.location.range.upperBound
    }
    return result + source.bytes[copied...]
  }
}

extension Edit {
  fileprivate func conflicts(with other: Edit) -> Bool {
    guard location.source === other.location.source else { return false }
    let a = location.range
    let b = other.location.range
    // Two insertions at one place stand behind each other.
    if a.isEmpty, b.isEmpty, replacement != other.replacement { return false }
    return a.overlaps(b) || a.lowerBound == b.lowerBound
  }
}
