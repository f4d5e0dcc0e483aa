import ByteSearch

/// A unified diff of changed files, as `patch` and `git apply` read it.
package enum UnifiedDiff {
  /// Lines of context around a change.
  private static let context = 3

  /// - Parameters:
  ///   - redactions: lines that hold one of these are never printed. A change to such a line is described in words above its
  ///     file's diff and left out of it, so that what is printed applies; the last line counts them. The same goes for lines
  ///     that a CI runner would take for commands.
  ///   - isForPeople: whether no program reads it: what could command a terminal is escaped.
  package static func render(
    _ files: [FixApplication.ChangedFile], hiding redactions: Redactions, isForPeople: Bool = false
  ) -> String {
    var described = 0
    var text = ""
    let words = SecretWords(redactions)
    for file in files { text += render(file, redactions, words, &described) }
    if isForPeople { text = PlainLine.ofLines(text) }
    guard described > 0 else { return text }
    let what = described == 1 ? "1 change is" : "\(described) changes are"
    return text
      + "# \(what) described above instead of shown, because a line holds \(hiddenContent); --fix makes them too\n"
  }

  private static var hiddenContent: String {
    RunnerCommands.areRead ? "a secret value or a command to the runner" : "a secret value"
  }

  private static func render(
    _ file: FixApplication.ChangedFile, _ redactions: Redactions, _ words: SecretWords, _ described: inout Int
  ) -> String {
    let secret = Secrets(file, redactions, words)
    let (script, hidden) = withoutSecrets(script(from: lines(file.source.bytes), to: lines(file.bytes)), secret)
    described += hidden.count
    let shown = RunnerCommands.printed(PlainLine.of(file.source.path))
    var text = hidden.map { "# \(shown):\($0 + 1): changes a line that holds \(hiddenContent)\n" }.joined()
    let hunks = hunks(script, secret.lines)
    guard !hunks.isEmpty else { return text }
    text += "--- \(quoted("a/" + file.source.path))\n+++ \(quoted("b/" + file.source.path))\n"
    return text + hunks.map { self.text(script[$0]) }.joined()
  }

  /// A name as git writes it where a plain one would not do: in quotes, with C's escapes.
  private static func quoted(_ path: String) -> String {
    let bytes = PathBytes.bytes(path)
    let isCommand = RunnerCommands.areRead && RunnerCommands.isCommand(path)
    let isPlain = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }
    guard !isPlain || isCommand || PathBytes.shown(path) != path else { return path }
    let digits = bytes.map { byte in
      switch byte {
      case 0x22, 0x5C: "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7F where !(isCommand && byte == UInt8(ascii: "#")): String(UnicodeScalar(byte))
      default: "\\" + String(repeating: "0", count: byte < 8 ? 2 : byte < 64 ? 1 : 0) + String(byte, radix: 8)
      }
    }
    return "\"\(digits.joined())\""
  }

  /// What of a file must not be printed.
  private struct Secrets {
    /// The zero-based lines of the old file that hold a secret value.
    let lines: Set<Int>
    private let values: [[UInt8]]
    private let words: SecretWords

    init(_ file: FixApplication.ChangedFile, _ redactions: Redactions, _ words: SecretWords) {
      self.words = words
      let source = file.source
      lines = Set(
        (0..<source.lines.count).filter {
          redactions.touches(Location(source, source.lines.extent(of: $0, in: source.bytes)))
            || Self.isHidden(source.bytes[source.lines.content(of: $0, in: source.bytes)], words)
        })
      values = redactions.values(in: source).filter { $0.count > 2 }
    }

    func isHidden(_ step: Step) -> Bool {
      if let old = step.old, lines.contains(old) { return true }
      let bytes = Array(step.line)
      return Self.isHidden(step.line, words)
        || values.contains { bytes.firstRange(of: $0, in: 0..<bytes.count) != nil }
    }

    private static func isHidden(_ line: ArraySlice<UInt8>, _ words: SecretWords) -> Bool {
      let text = String(decoding: line, as: UTF8.self)
      return RunnerCommands.areRead && RunnerCommands.isCommand(text) || words.masked(text) != text
    }
  }

  /// A script without the changes that touch secrets: what they take away stays, what they put in is left out. In a run of
  /// as many old lines as new ones each is changed by itself.
  private static func withoutSecrets(_ script: [Step], _ secrets: Secrets) -> (script: [Step], hidden: [Int]) {
    var hidden: [Int] = []
    var kept: [Step] = []
    var index = 0
    while index < script.count {
      guard script[index].isChange else {
        kept.append(script[index])
        index += 1
        continue
      }
      let run = script[index...].prefix(while: \.isChange)
      index = run.endIndex
      let (removed, inserted) = (run.filter { $0.new == nil }, run.filter { $0.old == nil })
      let isPaired = removed.count == inserted.count
      let groups = isPaired ? zip(removed, inserted).map { [$0, $1] } : [removed + inserted]
      for group in groups {
        if group.contains(where: secrets.isHidden) {
          hidden.append(group[0].position.old)
          kept += group.filter { $0.old != nil }.map { Step(old: $0.old, new: $0.old, line: $0.line, position: (0, 0)) }
        } else {
          kept += group
        }
      }
    }
    return (renumbered(kept), hidden)
  }

  /// The same steps, with the lines before each counted anew.
  private static func renumbered(_ script: [Step]) -> [Step] {
    var (old, new) = (0, 0)
    return script.map { step in
      let result = Step(
        old: step.old == nil ? nil : old, new: step.new == nil ? nil : new, line: step.line, position: (old, new))
      if step.old != nil { old += 1 }
      if step.new != nil { new += 1 }
      return result
    }
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

  /// Runs of changes with their context, joined where they touch. Context stops before a line with a secret, and is then
  /// as short on the other side: `patch` takes a lopsided hunk for one at the file's end.
  private static func hunks(_ script: [Step], _ secret: Set<Int>) -> [Range<Int>] {
    func isContext(_ index: Int) -> Bool {
      script.indices.contains(index) && !(script[index].isChange || script[index].old.map(secret.contains) ?? false)
    }
    func isSecret(_ index: Int) -> Bool {
      script.indices.contains(index) && (script[index].old.map(secret.contains) ?? false)
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
    return result.map { hunk in
      guard isSecret(hunk.lowerBound - 1) || isSecret(hunk.upperBound) else { return hunk }
      let changes = hunk.filter { script[$0].isChange }
      guard let first = changes.first, let last = changes.last else { return hunk }
      let isAtEnd = hunk.upperBound == script.count
      let isAtStart = hunk.lowerBound == 0
      let (before, after) = (first - hunk.lowerBound, hunk.upperBound - last - 1)
      let length = isAtEnd ? before : isAtStart ? after : min(before, after)
      return first - min(before, length)..<last + 1 + min(after, length)
    }
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
