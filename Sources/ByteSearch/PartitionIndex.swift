extension Array {
  /// Of elements in order the first that is past a point, as all behind it are; found by halves.
  @inlinable package func partitionIndex(where isPast: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isPast(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
