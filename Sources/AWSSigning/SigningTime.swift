/// Moments in the spellings that signed requests use, in UTC, to the second.
package enum SigningTime {
  /// `20260131T090000Z` of seconds since 1970.
  package static func text(_ seconds: Int64) -> String {
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let second = seconds - days * 86_400
    let (year, month, day) = date(ofDay: days)
    return digits(year, 4) + digits(month, 2) + digits(day, 2) + "T" + digits(second / 3600, 2)
      + digits(second / 60 % 60, 2) + digits(second % 60, 2) + "Z"
  }

  /// Seconds since 1970 of `20260131T090000Z`, or of the HTTP date `Sat, 31 Jan 2026 09:00:00 GMT` (RFC 9110).
  package static func seconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    if bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") {
      return seconds(
        number(bytes[0..<4]), number(bytes[4..<6]), number(bytes[6..<8]), number(bytes[9..<11]),
        number(bytes[11..<13]), number(bytes[13..<15]))
    }
    guard bytes.count == 29, text.hasSuffix(" GMT") else { return nil }
    let month = months.firstIndex(of: String(decoding: bytes[8..<11], as: UTF8.self)).map { Int64($0 + 1) }
    return seconds(
      number(bytes[12..<16]), month, number(bytes[5..<7]), number(bytes[17..<19]), number(bytes[20..<22]),
      number(bytes[23..<25]))
  }

  /// `Sat, 31 Jan 2026 09:00:00 GMT`.
  package static func httpDate(_ seconds: Int64) -> String {
    let text = Array(text(seconds).utf8)
    func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
    let weekday = weekdays[Int(((seconds / 86_400) % 7 + 7) % 7)]
    let month = months[Int((number(text[4..<6]) ?? 1) - 1)]
    return "\(weekday), \(part(6..<8)) \(month) \(part(0..<4)) \(part(9..<11)):\(part(11..<13)):\(part(13..<15)) GMT"
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

  private static func digits(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 0x30)
    }
    return value
  }

  private static func seconds(
    _ year: Int64?, _ month: Int64?, _ day: Int64?, _ hour: Int64?, _ minute: Int64?, _ second: Int64?
  ) -> Int64? {
    guard let year, let month, let day, let hour, let minute, let second, (1...12).contains(month),
      (1...31).contains(day), hour < 24, minute < 60, second < 61
    else { return nil }
    return daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
  }

  /// Days since 1970 of a date, and back (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}
