import Synchronization
import Vault

/// The days on which secrets were last read. A read writes nothing: the dates are collected here and saved together.
package final class AccessDates: Sendable {
  private let pending = Mutex<[EntryAddress: Timestamp]>([:])

  package init() {}

  /// The day that a moment falls on, as AWS keeps it.
  static func day(of moment: Timestamp) -> Timestamp {
    Timestamp(milliseconds: moment.milliseconds - moment.milliseconds % 86_400_000)
  }

  func note(_ entry: Entry, at now: Timestamp) {
    let day = AccessDates.day(of: now)
    guard entry.secret.lastAccessed != day else { return }
    pending.withLock { $0[entry.address] = day }
  }

  func date(of entry: Entry) -> Timestamp? {
    pending.withLock { $0[entry.address] } ?? entry.secret.lastAccessed
  }

  /// Saves some of the dates.
  func save(_ vault: ResidentVault, atMost limit: Int) throws {
    let dates = pending.withLock { Array($0.prefix(limit)) }
    guard !dates.isEmpty else { return }
    try vault.write { transaction in
      for (address, day) in dates {
        guard var entry = try transaction.entry(at: address) else { continue }
        entry.secret.lastAccessed = day
        try transaction.save(entry)
      }
    }
    pending.withLock { pending in
      for (address, day) in dates where pending[address] == day { pending[address] = nil }
    }
  }
}
