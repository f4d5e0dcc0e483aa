extension Collection where Element == String {
  /// The element that was probably meant: the nearest within a third of its length, at most two edits away.
  package func nearest(to word: String) -> String? {
    guard word.utf8.count < 100 else { return nil }
    var best: (distance: Int, element: String)?
    let bytes = Array(word.utf8)
    for element in self {
      let limit = Swift.min(2, Swift.max(1, element.utf8.count / 3))
      guard abs(element.utf8.count - bytes.count) <= limit else { continue }
      let distance = editDistance(Array(element.utf8), bytes, limit: limit)
      if distance > 0, distance <= limit, distance < best?.distance ?? Int.max { best = (distance, element) }
    }
    return best?.element
  }
}

/// Guesses which of some names were meant. How often it compares is bounded: a file can hold thousands of misspelt names.
package struct NameGuesser {
  private let names: [String]
  private var comparisons = 1 << 16

  package init(_ names: some Sequence<String>) { self.names = names.sorted() }

  /// The name that was probably meant; `nil` also where enough was guessed.
  package mutating func nearest(to word: String) -> String? {
    comparisons -= names.count
    return comparisons > 0 ? names.nearest(to: word) : nil
  }
}

/// Levenshtein's distance with swapped neighbours counted once; more than `limit` is only said to be more.
private func editDistance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int {
  var older: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      var cost = Swift.min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = Swift.min(cost, older[j - 1] + 1) }
      current.append(cost)
    }
    (older, previous) = (previous, current)
  }
  return previous[b.count]
}
