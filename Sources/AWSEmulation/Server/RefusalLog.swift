import Synchronization
import Vault

/// What was refused, for the audit log: bounded, because whoever reaches the port can make refusals as fast as he can send.
///
/// Of a stranger, who has shown no valid signature, only the kind of a refusal counts, so that there are a handful of kinds
/// whatever he writes; of a caller who is known, what he asked for counts, too. A kind's first refusal is recorded at the next
/// saving, and what follows is counted and recorded once a minute. A session records no more than it has room for; the rest is
/// counted for its end.
struct RefusalLog {
  /// One or more refusals that are told together.
  struct Line: Equatable {
    let code: String
    let action: String
    let who: String
    var count: Int
  }

  /// How much of what a request says is kept, in bytes.
  static let textLimit = 128
  /// How long the refusals of a kind are counted before they are told again.
  static let interval: Int64 = 60_000
  /// How many lines strangers may cause in a session, and how many callers.
  static let strangerLimit = 200
  static let callerLimit = 1000
  /// How many kinds are told apart at once.
  private static let kindLimit = 256

  private struct Kind: Hashable {
    let code: String
    /// Empty for a stranger.
    let action: String
    let who: String
    let isStranger: Bool
  }

  private struct Counted {
    var line: Line
    /// When the kind was last told.
    var told: Timestamp?
  }

  private var kinds: [Kind: Counted] = [:]
  private var lines = (ofStrangers: 0, ofCallers: 0)
  /// All refusals of the session.
  private(set) var count = 0

  /// - Parameters:
  ///   - caller: Whose signature was right; nil for a stranger.
  ///   - claim: Who a stranger says he is.
  mutating func note(_ code: String, _ action: String, caller: String?, claim: String = "") {
    count += 1
    let action = RefusalLog.cut(action)
    let who = RefusalLog.cut(caller ?? claim)
    var kind = Kind(
      code: code, action: caller == nil ? "" : action, who: caller == nil ? "" : who, isStranger: caller == nil)
    if kinds[kind] == nil, kinds.count >= RefusalLog.kindLimit {
      kind = Kind(code: "others", action: "", who: "", isStranger: caller == nil)
    }
    let line = kind.code == code ? (code, action, who) : ("others", "others", "")
    kinds[kind, default: Counted(line: Line(code: line.0, action: line.1, who: line.2, count: 0))].line.count += 1
  }

  /// What is to be recorded now.
  /// - Parameter everything: Whether also kinds whose minute is not over, as at the session's end.
  mutating func take(at now: Timestamp, everything: Bool) -> [Line] {
    var result: [Line] = []
    for (kind, counted) in kinds {
      let isDue = counted.told.map { now.milliseconds - $0.milliseconds >= RefusalLog.interval } ?? true
      guard isDue || everything else { continue }
      guard counted.line.count > 0 else {
        kinds[kind] = nil
        continue
      }
      kinds[kind]?.line.count = 0
      kinds[kind]?.told = now
      if hasRoom(kind.isStranger) { result.append(counted.line) }
    }
    return result.sorted { ($0.code, $0.action, $0.who) < ($1.code, $1.action, $1.who) }
  }

  private mutating func hasRoom(_ isStranger: Bool) -> Bool {
    if isStranger {
      lines.ofStrangers += 1
      return lines.ofStrangers <= RefusalLog.strangerLimit
    }
    lines.ofCallers += 1
    return lines.ofCallers <= RefusalLog.callerLimit
  }

  /// At most ``textLimit`` bytes, whole characters of them.
  static func cut(_ text: String) -> String {
    guard text.utf8.count > textLimit else { return text }
    var end = text.utf8.index(text.utf8.startIndex, offsetBy: textLimit - 3)
    while end > text.utf8.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
      end = text.utf8.index(before: end)
    }
    return text[..<end] + "…"
  }
}
