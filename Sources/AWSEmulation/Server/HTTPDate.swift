import AWSSigning
import Synchronization
import Vault

/// The `Date` header, made once a second.
enum HTTPDate {
  private static let last = Mutex<(seconds: Int64, text: String)>((0, ""))

  static var now: String {
    let seconds = WallClock.system.now().milliseconds / 1000
    return last.withLock { last in
      if last.seconds != seconds { last = (seconds, SigningTime.httpDate(seconds)) }
      return last.text
    }
  }
}
