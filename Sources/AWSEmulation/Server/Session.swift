import Synchronization
import Vault

/// What one run of the endpoint collects and saves from time to time: the days of reads, and for the audit log how much was
/// read and what was refused.
package final class Session: Sendable {
  let accessDates = AccessDates()
  private let vault: ResidentVault
  private let audit: @Sendable (Timestamp, String, String, String) -> AuditRecord
  private let counts = Mutex(Counts())

  private struct Counts {
    var reads = 0
    var writes = 0
    var refusals: [Refusal: Int] = [:]
  }

  private struct Refusal: Hashable {
    let code: String
    let action: String
    let who: String
  }

  /// Refusals of more kinds than this between two savings are counted as one.
  private static let refusalLimit = 100

  init(_ vault: ResidentVault, audit: @escaping @Sendable (Timestamp, String, String, String) -> AuditRecord) {
    self.vault = vault
    self.audit = audit
  }

  /// Runs an authorized operation and counts it.
  func noting<View, Result>(_ call: Call<View>, _ body: () throws -> Result) throws -> Result {
    do {
      try call.authorize()
      let result = try body()
      counts.withLock { if call.operation.isWrite { $0.writes += 1 } else { $0.reads += 1 } }
      return result
    } catch let fault as Fault where fault.code == "AccessDeniedException" {
      noteRefusal(fault.code, call.operation.name + " " + call.operation.subject.name(in: call.input), call.caller.name)
      throw fault
    } catch let error as ServiceError where call.operation.isWrite {
      noteRefusal(error.code, call.operation.name + " " + call.operation.subject.name(in: call.input), call.caller.name)
      throw error
    }
  }

  func noteRefusal(_ code: String, _ action: String, _ who: String?) {
    counts.withLock { counts in
      let isFull = counts.refusals.count >= Session.refusalLimit
      let refusal = Refusal(code: code, action: isFull ? "others" : String(action.prefix(600)), who: who ?? "")
      counts.refusals[isFull ? Refusal(code: "others", action: "others", who: "") : refusal, default: 0] += 1
    }
  }

  /// Saves what was collected.
  /// - Parameter dates: How many secrets' days are saved at most; the rest waits for the next time, so that a thousand first
  ///   reads of a day cost no reader anything.
  package func save(dates: Int = .max) throws {
    try accessDates.save(vault, atMost: dates)
    let refusals = counts.withLock { counts in
      defer { counts.refusals = [:] }
      return counts.refusals
    }
    guard !refusals.isEmpty else { return }
    try vault.write { transaction in
      for (refusal, count) in refusals.sorted(by: { $0.key.action < $1.key.action }) {
        let times = count == 1 ? "" : " (\(count) times)"
        try transaction.audit(
          audit(
            vault.vault.clock.now(), "refused", refusal.action, "\(refusal.code)\(times), serve: \(refusal.who)"))
      }
    }
  }

  /// `12 reads, 3 changes`.
  package var summary: String {
    let (reads, writes) = counts.withLock { ($0.reads, $0.writes) }
    return "\(reads) reads, \(writes) changes"
  }

  /// Notes in the audit log that the session began or ended.
  package func note(_ subject: String, _ detail: String) throws {
    try vault.write { try $0.audit(audit(vault.vault.clock.now(), "serve", subject, detail)) }
  }
}
