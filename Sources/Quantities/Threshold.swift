import ByteSearch

/// A limit that something is measured against: `> 80% (5분)`, `> 500ms`, `> 10/분`.
package struct Threshold: Sendable, Hashable {
  package enum Comparison: String, Sendable {
    case above = ">"
    case atLeast = ">="
    case below = "<"
    case atMost = "<="
  }

  /// What is compared, where the text names it: `CPU` of `CPU > 70%`.
  package let subject: String
  package let comparison: Comparison
  package let value: Double
  /// `%`, `ms`, `s`, `/min`, ... as written, lower-cased; empty for a bare number.
  package let unit: String
  /// How long it must last, in seconds.
  package let window: TimeSpan?

  package init?(spec text: String) {
    guard let (comparison, range) = Self.findComparison(text) else { return nil }
    let tail = String(text[range.upperBound...])
    guard let number = MeasuredNumber.all(in: tail).first else { return nil }
    subject = text[..<range.lowerBound].trimmingSpaces()
    self.comparison = comparison
    value = number.value
    unit = number.unit.isEmpty ? Self.rateUnit(tail) : number.unit
    window = Self.window(tail)
  }

  private static func findComparison(_ text: String) -> (Comparison, Range<String.Index>)? {
    for (symbol, comparison) in [
      (">=", Comparison.atLeast), ("≥", .atLeast), ("<=", .atMost), ("≤", .atMost), (">", .above), ("<", .below),
      ("초과", .above), ("이상", .atLeast), ("미만", .below), ("이하", .atMost), ("above", .above), ("over", .above),
      ("below", .below), ("under", .below),
    ] {
      if let found = text.lowercased().firstRange(of: symbol) { return (comparison, found) }
    }
    return nil
  }

  private static func rateUnit(_ tail: String) -> String {
    guard let slash = tail.firstIndex(of: "/") else { return "" }
    let word = tail[tail.index(after: slash)...].prefix { $0.isLetter }
    return "/" + word.lowercased()
  }

  /// The duration in parentheses, or behind `for`.
  private static func window(_ tail: String) -> TimeSpan? {
    if let open = tail.firstIndex(of: "("), let close = tail[open...].firstIndex(of: ")") {
      return TimeSpan(spec: String(tail[tail.index(after: open)..<close]))
    }
    guard let range = tail.lowercased().firstRange(of: " for ") else { return nil }
    return TimeSpan(spec: String(tail[range.upperBound...]))
  }
}

extension StringProtocol {
  package func trimmingSpaces() -> String {
    var view = self[...]
    while let first = view.first, first.isWhitespace { view = view.dropFirst() }
    while let last = view.last, last.isWhitespace { view = view.dropLast() }
    return String(view)
  }
}
