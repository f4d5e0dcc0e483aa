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
    var halfSent = 0
    var refusals = RefusalLog()
  }

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
      noteRefusal(fault.code, call)
      throw fault
    } catch let error as ServiceError where call.operation.isWrite {
      noteRefusal(error.code, call)
      throw error
    }
  }

  private func noteRefusal(_ code: String, _ call: Call<some Snapshot>) {
    let action = "\(call.operation.name) \(call.operation.subject.name(in: call.input))"
    counts.withLock { $0.refusals.note(code, action, caller: call.caller.name) }
  }

  /// Notes that a request without a valid signature was refused.
  /// - Parameter claim: The access key id that it named.
  func noteStranger(_ code: String, claim: String?) {
    counts.withLock { $0.refusals.note(code, "request", caller: nil, claim: claim ?? "") }
  }

  /// Notes that a request began and never became whole.
  func noteHalfSent() {
    counts.withLock { $0.halfSent += 1 }
  }

  /// Saves what was collected.
  /// - Parameters:
  ///   - dates: How many secrets' days are saved at most; the rest waits for the next time, so that a thousand
  ///     first reads of a day cost no reader anything.
  ///   - isLast: Whether the session ends with it, and nothing may wait.
  package func save(dates: Int = .max, isLast: Bool = false) throws {
    try accessDates.save(atMost: dates) { try vault.write($0) }
    let now = vault.vault.clock.now()
    let refusals = counts.withLock { $0.refusals.take(at: now, everything: isLast) }
    guard !refusals.isEmpty else { return }
    try vault.write { transaction in
      for refusal in refusals {
        let times = refusal.count == 1 ? "" : " (\(refusal.count) times)"
        try transaction.audit(
          audit(
            now, "refused", refusal.action,
            "\(refusal.code)\(times), serve\(refusal.who.isEmpty ? "" : ": \(refusal.who)")"))
      }
    }
  }

  /// `12 reads, 3 changes`, and where there were any `4 refused`, `1 half-sent request`.
  package var summary: String {
    let (reads, writes, refused, halfSent) = counts.withLock {
      ($0.reads, $0.writes, $0.refusals.count, $0.halfSent)
    }
    var parts = ["\(reads) reads", "\(writes) changes"]
    if refused > 0 { parts.append("\(refused) refused") }
    if halfSent > 0 { parts.append("\(halfSent) half-sent request\(halfSent == 1 ? "" : "s")") }
    return parts.joined(separator: ", ")
  }

  /// Notes in the audit log that the session began or ended.
  package func note(_ subject: String, _ detail: String) throws {
    try vault.write { try $0.audit(audit(vault.vault.clock.now(), "serve", subject, detail)) }
  }
}
