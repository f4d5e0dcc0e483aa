import ByteSearch

/// An amount of money: `$150`, `₩150,000`, `1,200 USD`.
package struct Money: Sendable, Hashable, CustomStringConvertible {
  package let amount: Double
  /// ISO 4217 code; empty if the text names no currency.
  package let currency: String

  package init?(spec text: String) {
    guard let number = MeasuredNumber.all(in: text).first else { return nil }
    amount = number.value
    let lowered = text.lowercased()
    currency = Self.signs.first { lowered.contains($0.0) }?.1 ?? ""
  }

  package var description: String { currency.isEmpty ? decimal(amount) : "\(decimal(amount)) \(currency)" }

  private static let signs = [
    ("$", "USD"), ("usd", "USD"), ("달러", "USD"), ("₩", "KRW"), ("원", "KRW"), ("krw", "KRW"), ("€", "EUR"),
    ("eur", "EUR"), ("£", "GBP"), ("gbp", "GBP"), ("¥", "JPY"), ("jpy", "JPY"),
  ]
}

/// A share or a span of shares: `20%`, `30-50%`.
package struct PercentRange: Sendable, Hashable {
  package let minimum: Double
  package let maximum: Double

  package init?(spec text: String) {
    guard text.contains("%") else { return nil }
    let numbers = MeasuredNumber.all(in: text).prefix(2).map(\.value)
    guard let first = numbers.first, let last = numbers.last, first <= last else { return nil }
    (minimum, maximum) = (first, last)
  }
}
