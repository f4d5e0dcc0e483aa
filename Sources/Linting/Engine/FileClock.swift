import Diagnostics
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How long rules have worked on each file, so that no single one holds up a run: what is left of it then is not checked,
/// which is reported.
final class FileClock: Sendable {
  /// The processor's seconds for one file; the largest that are known take a tenth of one.
  static let usualLimit = 10

  let limit: Int
  private let spent = Mutex<[ObjectIdentifier: UInt64]>([:])

  /// - Parameter limit: in seconds.
  init(limit: Int) { self.limit = limit }

  /// Does a part of the work on a file if there is time for it, and takes the time of its thread.
  func work<Result>(on source: SourceText, _ body: () -> [Result]) -> [Result] {
    guard hasTime(for: source) else { return [] }
    let start = Self.now
    let result = body()
    let duration = Self.now - start
    spent.withLock { $0[ObjectIdentifier(source), default: 0] += duration }
    return result
  }

  func hasTime(for source: SourceText) -> Bool {
    spent.withLock { $0[ObjectIdentifier(source)] ?? 0 } < UInt64(limit) * 1_000_000_000
  }

  /// In nanoseconds.
  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
