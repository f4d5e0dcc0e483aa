import ByteSearch

/// A length of time in seconds; a month counts 30 days, a year 365.
package struct TimeSpan: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let seconds: Double

  /// Longer spans than 30 million years are read as that; only `forever` is longer.
  package init(seconds: Double) {
    self.seconds = seconds.isFinite ? min(max(seconds, 0), MeasuredNumber.greatest) : MeasuredNumber.greatest
  }

  private init(unbounded seconds: Double) { self.seconds = seconds }

  package init(days: Double) { self.init(seconds: days * 86_400) }

  /// What is kept for ever: `영구`, `forever`.
  package static let forever = TimeSpan(unbounded: .infinity)

  package static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.seconds < b.seconds }

  package var days: Double { seconds / 86_400 }

  package var description: String {
    if seconds == .infinity { return "forever" }
    for (length, name) in [(86_400.0, "day"), (3_600, "hour"), (60, "minute")] where seconds >= length {
      let count = seconds / length
      if count == count.rounded() { return "\(decimal(count)) \(name)\(count == 1 ? "" : "s")" }
    }
    return seconds < 1 ? "\(decimal(seconds * 1000)) ms" : "\(decimal(seconds)) s"
  }

  /// As a written spec has it: `30초`, `7일`, `90d`, `5 min`, `7년`, `매일`, `monthly`, `영구`. Words around it and a
  /// comparison before it (`< 5분`) are passed over.
  package init?(spec text: String) {
    for number in MeasuredNumber.all(in: text) {
      if let unit = Self.unit(number.unit) {
        self.init(seconds: number.value * unit)
        return
      }
    }
    guard let named = Self.named(text.lowercased()) else { return nil }
    self = named
  }

  /// A duration of Go and compose: `1m30s`, `500ms`.
  package init?(go text: String) {
    var total = 0.0
    let numbers = MeasuredNumber.all(in: text)
    guard !numbers.isEmpty, text.first?.isASCIIDigit ?? false else { return nil }
    for number in numbers {
      guard let scale = Self.goUnits[number.unit] else { return nil }
      total += number.value * scale
    }
    self.init(seconds: total)
  }

  /// The value of a setting, as the common readers of durations take it: a bare number, numbers with units (`1h30m`,
  /// `15m`, `7 days`), or ISO 8601 (`PT15M`, `P7D`). Nothing else may stand in it.
  package init?(setting text: String) {
    let text = text.lowercased()
    let isISO = text.first == "p" && text.count > 2
    var rest = text.dropFirst(isISO ? 1 : 0)
    var total = 0.0
    while let first = rest.first {
      if isISO, first == "t", rest.count > 1 {
        rest = rest.dropFirst()
        continue
      }
      let digits = rest.prefix { $0.isASCIIDigit || $0 == "." }
      guard digits.first?.isASCIIDigit ?? false, let value = Double(digits) else { return nil }
      rest = rest.dropFirst(digits.count).drop { $0 == " " }
      let word = isISO ? rest.prefix(1) : rest.prefix(while: \.isLetter)
      guard
        let scale = word.isEmpty && !isISO && digits.count == text.count
          ? 1 : Self.units[String(word)] ?? Self.goUnits[String(word)]
      else { return nil }
      total += value * scale
      rest = rest.dropFirst(word.count).drop { $0 == " " }
    }
    guard !text.isEmpty else { return nil }
    self.init(seconds: total)
  }

  private static let goUnits: [String: Double] = [
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3_600, "d": 86_400,
  ]

  private static func unit(_ word: String) -> Double? {
    if let exact = units[word] { return exact }
    return koreanUnits.first { word.hasPrefix($0.0) }?.1
  }

  private static let units: [String: Double] = [
    "ms": 0.001, "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "mins": 60, "minute": 60,
    "minutes": 60, "h": 3_600, "hr": 3_600, "hrs": 3_600, "hour": 3_600, "hours": 3_600, "d": 86_400, "day": 86_400,
    "days": 86_400, "w": 604_800, "week": 604_800, "weeks": 604_800, "mo": 2_592_000, "month": 2_592_000,
    "months": 2_592_000, "y": 31_536_000, "yr": 31_536_000, "yrs": 31_536_000, "year": 31_536_000, "years": 31_536_000,
  ]

  /// Korean units stand before particles and nouns: `30초마다`, `1시간 이내`. The longer ones come first.
  private static let koreanUnits: [(String, Double)] = [
    ("밀리초", 0.001), ("초", 1), ("분기", 7_776_000), ("분", 60), ("시간", 3_600), ("일", 86_400), ("주", 604_800),
    ("개월", 2_592_000), ("달", 2_592_000), ("년", 31_536_000),
  ]

  private static func named(_ text: String) -> TimeSpan? {
    for (words, span) in names where words.contains(where: text.contains) { return span }
    return nil
  }

  private static let names: [([String], TimeSpan)] = [
    (["영구", "무기한", "forever", "permanent", "indefinite", "never expire", "무제한"], .forever),
    (["실시간", "real-time", "realtime", "real time", "continuous"], TimeSpan(seconds: 0)),
    (["매시간", "시간별", "hourly", "every hour"], TimeSpan(seconds: 3_600)),
    (["매일", "일간", "일별", "daily", "every day", "nightly"], TimeSpan(days: 1)),
    (["매주", "주간", "주별", "weekly", "every week"], TimeSpan(days: 7)),
    (["분기", "quarterly", "every quarter"], TimeSpan(days: 90)),
    (["매월", "매달", "월간", "월별", "monthly", "every month"], TimeSpan(days: 30)),
    (["매년", "연간", "yearly", "annual", "every year"], TimeSpan(days: 365)),
  ]
}
