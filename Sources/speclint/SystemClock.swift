import Quantities

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

enum SystemClock {
  /// The day of `SOURCE_DATE_EPOCH` where it is set (reproducible-builds.org/specs/source-date-epoch), else of the clock.
  static var today: CalendarDate {
    let fixed = getenv("SOURCE_DATE_EPOCH").flatMap { Int(String(cString: $0)) }
    return CalendarDate(secondsSince1970: fixed ?? time(nil))
  }
}
