/// A unified diff of changed files, as `patch` and `git apply` read it.
package enum UnifiedDiff {
  /// Lines of context around a change.
  private static let context = 3

  /// - Parameter redactions: lines that hold one of these are left out of the context; a change to such a line is not
  ///   printed at all, only counted.
  package static func render(_ files: [FixApplication.ChangedFile], hiding redactions: Redactions) -> String {
    files.map { render($0, redactions) }.joined()
  }

  private static func render(_ file: FixApplication.ChangedFile, _ redactions: Redactions) -> String {
    let script = script(from: lines(file.source.bytes), to: lines(file.bytes))
    let secret = secretLines(file.source, redactions)
    let hunks = hunks(script, secret).filter { hunk in
      !script[hunk].contains { $0.isChange && $0.old.map(secret.contains) ?? false }
    }
    guard !hunks.isEmpty else { return "" }
    return "--- a/\(file.source.path)\n+++ b/\(file.source.path)\n" + hunks.map { text(script[$0]) }.joined()
  }

  private typealias Line = ArraySlice<UInt8>

  /// One line of the old file, the new one, or both, by its zero-based number there.
  private struct Step {
    let old: Int?
    let new: Int?
    let line: Line
    /// The lines of both files before it.
    let position: (old: Int, new: Int)

    var isChange: Bool { old == nil || new == nil }
    var mark: String { old == nil ? "+" : new == nil ? "-" : " " }
  }

  private static func lines(_ bytes: [UInt8]) -> [Line] {
    var result: [Line] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0A {
      result.append(bytes[start...index])
      start = index + 1
    }
    if start < bytes.count { result.append(bytes[start...]) }
    return result
  }

  private static func secretLines(_ source: SourceText, _ redactions: Redactions) -> Set<Int> {
    Set(
      (0..<source.lines.count).filter {
        redactions.touches(Location(source, source.lines.extent(of: $0, in: source.bytes)))
      })
  }

  private static func script(from old: [Line], to new: [Line]) -> [Step] {
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var steps: [Step] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if removed.contains(i) {
        steps.append(Step(old: i, new: nil, line: old[i], position: (i, j)))
        i += 1
      } else if inserted.contains(j) {
        steps.append(Step(old: nil, new: j, line: new[j], position: (i, j)))
        j += 1
      } else {
        steps.append(Step(old: i, new: j, line: old[i], position: (i, j)))
        (i, j) = (i + 1, j + 1)
      }
    }
    return steps
  }

  /// Runs of changes with their context, joined where they touch; context stops before a line with a secret.
  private static func hunks(_ script: [Step], _ secret: Set<Int>) -> [Range<Int>] {
    func isContext(_ index: Int) -> Bool {
      script.indices.contains(index) && !(script[index].isChange || script[index].old.map(secret.contains) ?? false)
    }
    var result: [Range<Int>] = []
    for index in script.indices where script[index].isChange {
      var (start, end) = (index, index + 1)
      while index - start < context, isContext(start - 1) { start -= 1 }
      while end - index <= context, isContext(end) { end += 1 }
      if let last = result.last, last.upperBound >= start {
        result[result.count - 1] = last.lowerBound..<max(end, last.upperBound)
      } else {
        result.append(start..<end)
      }
    }
    return result
  }

  private static func text(_ steps: ArraySlice<Step>) -> String {
    guard let first = steps.first else { return "" }
    let old = steps.count { $0.old != nil }
    let new = steps.count { $0.new != nil }
    return "@@ -\(span(first.position.old, old)) +\(span(first.position.new, new)) @@\n"
      + steps.map { line($0.mark, $0.line) }.joined()
  }

  private static func span(_ start: Int, _ count: Int) -> String {
    "\(count == 0 ? start : start + 1),\(count)"
  }

  private static func line(_ mark: String, _ bytes: Line) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    return mark + text + (bytes.last == 0x0A ? "" : "\n\\ No newline at end of file\n")
  }
}
