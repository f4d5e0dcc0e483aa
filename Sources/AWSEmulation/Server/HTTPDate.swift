import AWSSigning
import Foundation
import Synchronization

/// The `Date` header, made once a second.
enum HTTPDate {
  private static let last = Mutex<(seconds: Int64, text: String)>((0, ""))

  static var now: String {
    let seconds = Int64(Date().timeIntervalSince1970)
    return last.withLock { last in
      if last.seconds != seconds { last = (seconds, SigningTime.httpDate(seconds)) }
      return last.text
    }
  }
}
