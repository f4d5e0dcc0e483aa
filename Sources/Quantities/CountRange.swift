import ByteSearch

/// How many of something: exactly, from a least to a most, or from a least up.
package struct CountRange: Sendable, Hashable, CustomStringConvertible {
  package let minimum: Int
  /// `nil`: no upper bound.
  package let maximum: Int?

  package init(_ minimum: Int, _ maximum: Int?) {
    self.minimum = minimum
    self.maximum = maximum
  }

  package var description: String {
    guard let maximum else { return "\(minimum) or more" }
    return minimum == maximum ? "\(minimum)" : "\(minimum) to \(maximum)"
  }

  package func contains(_ count: Int) -> Bool {
    count >= minimum && count <= maximum ?? Int.max
  }

  /// As a written spec has it: `1`, `3+`, `2/10`, `2-10 (Auto)`, `2 ~ 10`, `최소 2 / 최대 10`, `3 이상`, `10+`.
  package init?(spec text: String) {
    var head = text
    if let parenthesis = text.firstIndex(of: "("), text[..<parenthesis].contains(where: \.isASCIIDigit) {
      head = String(text[..<parenthesis])
    }
    let numbers = MeasuredNumber.all(in: head)
    guard !numbers.isEmpty,
      numbers.allSatisfy({ $0.value == $0.value.rounded() && $0.value < 1e9 && Self.counts($0.unit) })
    else { return nil }
    let values = numbers.map { Int($0.value) }
    switch values.count {
    case 1 where Self.isOpen(head): self.init(values[0], nil)
    case 1: self.init(values[0], values[0])
    case 2 where values[0] <= values[1]: self.init(values[0], Self.isOpen(head) ? nil : values[1])
    default: return nil
    }
  }

  /// Units that count things rather than measure them.
  private static func counts(_ unit: String) -> Bool {
    let measures = ["gb", "mb", "gib", "mib", "vcpu", "ms", "%", "초", "분", "시간", "일"]
    return !measures.contains(unit)
  }

  private static func isOpen(_ text: String) -> Bool {
    let lowered = text.lowercased()
    return ["+", "이상", "or more", "at least", "≥", ">=", "무제한"].contains { lowered.contains($0) }
  }
}
