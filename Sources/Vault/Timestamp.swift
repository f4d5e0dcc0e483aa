import Quantities

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A moment: milliseconds since 1970 began, in UTC, as AWS's timestamps are.
package struct Timestamp: Hashable, Comparable, Sendable {
  package let milliseconds: Int64

  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// The moment `days` days of 24 hours later.
  package func adding(days: Int) -> Timestamp {
    Timestamp(milliseconds: milliseconds + Int64(days) * 86_400_000)
  }

  /// RFC 3339 in UTC, to the second: `2026-01-31T09:00:00Z`.
  package var rfc3339: String {
    let seconds = Int((Double(milliseconds) / 1000).rounded(.down))
    let date = CalendarDate(secondsSince1970: seconds)
    let second = seconds - date.secondsSince1970
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(date)T\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
  }

  /// Reads RFC 3339 §5.6, with or without fractions of a second; nil for anything else.
  package init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    func number(_ start: Int, _ most: Int) -> Int? {
      guard start + 2 <= bytes.count, bytes[start..<(start + 2)].allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
      }
      let number = Int(bytes[start] - 0x30) * 10 + Int(bytes[start + 1] - 0x30)
      return number <= most ? number : nil
    }
    guard bytes.count >= 20, let date = CalendarDate(String(decoding: bytes[..<10], as: UTF8.self)),
      bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = number(11, 23), let minute = number(14, 59), let second = number(17, 60)
    else { return nil }
    var rest = bytes[19...]
    var fraction = 0.0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard let value = Double("0.\(String(decoding: digits, as: UTF8.self))"), !digits.isEmpty else { return nil }
      fraction = value
      rest = rest.dropFirst(digits.count + 1)
    }
    guard let offset = Timestamp.offset(rest, number) else { return nil }
    let seconds = date.secondsSince1970 + hour * 3600 + minute * 60 + second - offset
    self.init(milliseconds: Int64(seconds) * 1000 + Int64((fraction * 1000).rounded()))
  }

  /// Seconds east of UTC: `Z`, `+09:00` or `+0900`.
  private static func offset(_ text: ArraySlice<UInt8>, _ number: (_ start: Int, _ most: Int) -> Int?) -> Int? {
    guard let sign = text.first else { return nil }
    if sign | 0x20 == UInt8(ascii: "z") { return text.count == 1 ? 0 : nil }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), text.count == 5 || text.count == 6,
      text.count == 5 || text[text.startIndex + 3] == UInt8(ascii: ":"), let hours = number(text.startIndex + 1, 23),
      let minutes = number(text.endIndex - 2, 59)
    else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}

/// What tells the time: a value, so that recovery windows and rotation can be tested.
package struct WallClock: Sendable {
  package let now: @Sendable () -> Timestamp

  package init(now: @escaping @Sendable () -> Timestamp) {
    self.now = now
  }

  /// The system's clock.
  package static let system = WallClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
