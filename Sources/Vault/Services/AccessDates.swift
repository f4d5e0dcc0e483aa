/// The days on which secrets and their versions were last read. A read writes nothing: the dates are collected here and saved
/// together, each at most once a day.
package final class AccessDates: @unchecked Sendable {
  private struct Place: Hashable {
    let address: EntryAddress
    let version: String
  }

  private let lock = SerialLock()
  /// Touched under the lock only. In a `Mutex` it would be let go by way of its type, which takes a tenth of a millisecond to be found.
  private var pending: [Place: Timestamp] = [:]

  package init() {}

  /// The day that a moment falls on, as AWS keeps it.
  static func day(of moment: Timestamp) -> Timestamp {
    Timestamp(milliseconds: moment.milliseconds - moment.milliseconds % 86_400_000)
  }

  /// Whether anything waits to be saved.
  package var isEmpty: Bool { lock.withLock { pending.isEmpty } }

  /// Notes that a secret's value was read; parameters have no such date.
  package func note(_ found: FoundValue, at now: Timestamp) {
    let day = AccessDates.day(of: now)
    let (entry, version) = (found.entry, found.version)
    guard entry.address.store != .parameterStore else { return }
    guard entry.secret.lastAccessed != day || version.lastAccessed != day else { return }
    lock.withLock { pending[Place(address: entry.address, version: version.id)] = day }
  }

  /// The day of a secret's last read, saved or not.
  package func date(of entry: Entry) -> Timestamp? {
    let days = lock.withLock {
      pending.isEmpty ? [] : entry.versions.compactMap { pending[Place(address: entry.address, version: $0.id)] }
    }
    return (days + [entry.secret.lastAccessed].compactMap(\.self)).max()
  }

  /// The day of a version's last read, saved or not.
  package func date(of version: Version, in entry: Entry) -> Timestamp? {
    lock.withLock { pending[Place(address: entry.address, version: version.id)] } ?? version.lastAccessed
  }

  /// Saves some of the dates.
  /// - Parameter write: Runs a change of the vault.
  /// - Throws: What `write` throws; the dates wait for the next time then.
  package func save(atMost limit: Int = .max, _ write: ((Transaction) throws -> Void) throws -> Void) throws {
    guard !isEmpty else { return }
    let dates = lock.withLock { Array(pending.prefix(limit)) }
    try write { transaction in
      for (address, places) in Dictionary(grouping: dates, by: \.key.address) {
        guard var entry = try transaction.entry(at: address) else { continue }
        for (place, day) in places {
          entry.secret.lastAccessed = max(entry.secret.lastAccessed ?? day, day)
          guard let index = entry.versions.firstIndex(where: { $0.id == place.version }) else { continue }
          entry.versions[index].lastAccessed = day
        }
        try transaction.saveDates(entry)
      }
    }
    lock.withLock {
      for (place, day) in dates where pending[place] == day { pending[place] = nil }
    }
  }
}
