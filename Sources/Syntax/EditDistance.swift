extension Collection where Element == String {
  /// The element that was probably meant: the nearest within a third of its length, at most two edits away.
  package func nearest(to word: String) -> String? {
    guard word.utf8.count < 100 else { return nil }
    var best: (distance: Int, element: String)?
    for element in self {
      let limit = Swift.min(2, Swift.max(1, element.utf8.count / 3))
      let distance = editDistance(Array(element.utf8), Array(word.utf8), limit: limit)
      if distance > 0, distance <= limit, distance < best?.distance ?? Int.max { best = (distance, element) }
    }
    return best?.element
  }
}

/// Levenshtein's distance with swapped neighbours counted once; more than `limit` is only said to be more.
private func editDistance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int {
  guard abs(a.count - b.count) <= limit else { return limit + 1 }
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
