/// The regular expression that a parameter's values must match as a whole (AWS Systems Manager API Reference, "PutParameter",
/// `AllowedPattern`).
///
/// The pattern becomes a program of single steps that is run with a list of what is still to be tried, not by calls within
/// calls. A place in the program and in the text that failed once fails again, so that it is tried once only: the time is bound
/// by program times text. Patterns that refer back to their groups cannot do so, and end after a number of steps.
struct AllowedPattern {
  /// Why a pattern gives no answer.
  enum Failure: Error {
    case malformed, tooLarge, tooSlow
  }

  private enum Step {
    case characters(CharacterTest)
    case jump(Int)
    /// Both ways, the first preferred.
    case split(Int, Int)
    case assertion(PatternNode.Assertion)
    /// Ends a group that began here, or begins it.
    case save(Int)
    case backreference(Int)
    case ahead(end: Int, isNegated: Bool)
    case atomic(end: Int)
    case match
  }

  private static let sizeLimit = 20_000
  private static let stepLimit = 4_000_000
  private static let memoryLimit = 1 << 27

  private var steps: [Step] = []
  private let groupCount: Int
  private let hasBackreferences: Bool

  /// - Throws: ``Failure``.
  init(_ pattern: String) throws {
    var reader = PatternReader(pattern)
    guard let node = try? reader.read() else { throw Failure.malformed }
    groupCount = reader.groupCount
    hasBackreferences = reader.hasBackreferences
    try compile(node)
    try add(.match)
  }

  // MARK: Compiling

  private mutating func add(_ step: Step) throws {
    guard steps.count < AllowedPattern.sizeLimit else { throw Failure.tooLarge }
    steps.append(step)
  }

  private mutating func compile(_ node: PatternNode) throws {
    switch node {
    case .characters(let test): try add(.characters(test))
    case .sequence(let parts): for part in parts { try compile(part) }
    case .choice(let branches): try compile(choice: branches[...])
    case .repeated(let part, let low, let high, .possessive):
      try compile(.atomic(.repeated(part, atLeast: low, atMost: high, .greedy)))
    case .repeated(let part, let low, let high, let greed):
      try compile(part, atLeast: low, atMost: high, isLazy: greed == .lazy)
    case .group(let part, let number):
      try add(.save(2 * number))
      try compile(part)
      try add(.save(2 * number + 1))
    case .backreference(let number): try add(.backreference(number))
    case .assertion(let assertion): try add(.assertion(assertion))
    case .ahead(let part, let isNegated):
      try compile(apart: part) { .ahead(end: $0, isNegated: isNegated) }
    case .atomic(let part):
      try compile(apart: part) { .atomic(end: $0) }
    }
  }

  /// A part that is run by itself, and what comes behind it.
  private mutating func compile(apart part: PatternNode, _ step: (_ end: Int) -> Step) throws {
    let place = steps.count
    try add(.match)
    try compile(part)
    try add(.match)
    steps[place] = step(steps.count)
  }

  private mutating func compile(choice branches: ArraySlice<PatternNode>) throws {
    var ends: [Int] = []
    for (index, branch) in branches.enumerated() {
      guard index < branches.count - 1 else {
        try compile(branch)
        break
      }
      let place = steps.count
      try add(.match)
      try compile(branch)
      ends.append(steps.count)
      try add(.match)
      steps[place] = .split(place + 1, steps.count)
    }
    for end in ends { steps[end] = .jump(steps.count) }
  }

  private mutating func compile(_ part: PatternNode, atLeast low: Int, atMost high: Int?, isLazy: Bool) throws {
    for _ in 0..<low { try compile(part) }
    guard let high else {
      let place = steps.count
      try add(.match)
      try compile(part)
      try add(.jump(place))
      steps[place] = isLazy ? .split(steps.count, place + 1) : .split(place + 1, steps.count)
      return
    }
    var places: [Int] = []
    for _ in low..<high {
      places.append(steps.count)
      try add(.match)
      try compile(part)
    }
    for place in places { steps[place] = isLazy ? .split(steps.count, place + 1) : .split(place + 1, steps.count) }
  }

  // MARK: Matching

  /// Whether the whole text fits.
  /// - Throws: ``Failure/tooSlow``.
  func matches(_ text: String) throws -> Bool {
    var run = Run(self, Array(text.unicodeScalars))
    return try run.end(from: 0, at: 0, mustEnd: true, remembers: !hasBackreferences) != nil
  }

  /// One comparison.
  private struct Run {
    private let pattern: AllowedPattern
    private let text: [Unicode.Scalar]
    private var rest = AllowedPattern.stepLimit
    /// Where each group begins and ends.
    private var groups: [Int?]

    init(_ pattern: AllowedPattern, _ text: [Unicode.Scalar]) {
      self.pattern = pattern
      self.text = text
      groups = Array(repeating: nil, count: 2 * pattern.groupCount + 2)
    }

    private enum Todo {
      case go(step: Int, index: Int)
      /// Taken back on the way to what is tried next.
      case restore(group: Int, Int?)
    }

    /// - Parameters:
    ///   - mustEnd: Whether a match counts only at the text's end.
    ///   - remembers: Whether what failed is remembered.
    /// - Returns: Where the first match ends; nil where there is none.
    mutating func end(from start: Int, at index: Int, mustEnd: Bool, remembers: Bool) throws -> Int? {
      let width = text.count + 1
      let size = pattern.steps.count * width
      var tried = [UInt64](
        repeating: 0, count: remembers && size <= AllowedPattern.memoryLimit ? (size + 63) / 64 : 0)
      var todo = [Todo.go(step: start, index: index)]
      while let one = todo.popLast() {
        guard case .go(var step, var index) = one else {
          if case .restore(let group, let value) = one { groups[group] = value }
          continue
        }
        while true {
          rest -= 1
          guard rest > 0 || !tried.isEmpty else { throw Failure.tooSlow }
          if !tried.isEmpty {
            let place = step * width + index
            guard tried[place / 64] & (1 << (place % 64)) == 0 else { break }
            tried[place / 64] |= 1 << (place % 64)
          }
          if case .match = pattern.steps[step] {
            if !mustEnd || index == text.count { return index }
            break
          }
          guard let next = try follow(step, index, &todo) else { break }
          (step, index) = next
        }
      }
      return nil
    }

    /// - Returns: The next step and index; nil where this way ends.
    private mutating func follow(_ step: Int, _ index: Int, _ todo: inout [Todo]) throws -> (Int, Int)? {
      switch pattern.steps[step] {
      case .characters(let test):
        return index < text.count && test.accepts(text[index]) ? (step + 1, index + 1) : nil
      case .jump(let target): return (target, index)
      case .split(let first, let second):
        todo.append(.go(step: second, index: index))
        return (first, index)
      case .assertion(let assertion): return holds(assertion, index) ? (step + 1, index) : nil
      case .save(let group):
        if pattern.hasBackreferences { todo.append(.restore(group: group, groups[group])) }
        groups[group] = index
        return (step + 1, index)
      case .backreference(let number): return end(ofReference: number, index).map { (step + 1, $0) }
      case .ahead(let end, let isNegated):
        let found = try self.end(from: step + 1, at: index, mustEnd: false, remembers: false) != nil
        return found != isNegated ? (end, index) : nil
      case .atomic(let end):
        return try self.end(from: step + 1, at: index, mustEnd: false, remembers: false).map { (end, $0) }
      case .match: return nil
      }
    }

    private func holds(_ assertion: PatternNode.Assertion, _ index: Int) -> Bool {
      switch assertion {
      case .start: index == 0
      case .end: index == text.count
      case .lastLineEnd: index == text.count || (index == text.count - 1 && CharacterTest.lineEnd.accepts(text[index]))
      case .wordBoundary: isWord(index - 1) != isWord(index)
      case .noWordBoundary: isWord(index - 1) == isWord(index)
      }
    }

    private func isWord(_ index: Int) -> Bool {
      text.indices.contains(index) && CharacterTest.word.accepts(text[index])
    }

    private func end(ofReference number: Int, _ index: Int) -> Int? {
      guard let start = groups[2 * number], let end = groups[2 * number + 1], start <= end else { return nil }
      let wanted = text[start..<end]
      return text[index...].starts(with: wanted) ? index + wanted.count : nil
    }
  }
}
