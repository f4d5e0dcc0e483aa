import Synchronization

/// What a resident reader keeps in memory, shared by all threads: opened entries, found by their address and listed in order,
/// and sealed values. An opened value is never kept.
final class KeptEntries: Sendable {
  fileprivate struct CatalogKey: Hashable {
    let store: Store
    let scope: Scope

    init(store: Store, scope: Scope) {
      self.store = store
      self.scope = scope
    }

    init(_ address: EntryAddress) {
      self.init(store: address.store, scope: address.scope)
    }
  }

  fileprivate struct Storage {
    var entries: [EntryAddress: KeptEntry] = [:]
    var places: [Lookup: KeptEntry] = [:]
    var wholeBuckets: Set<UInt8> = []
    /// Made when a list is first asked for, and kept in order from then on.
    var catalogs: [CatalogKey: Catalog]?
    var settings: (lookup: Lookup, settings: Settings)?
    var values: [Int64: [UInt8]] = [:]
    var valueBytes = 0
  }

  /// The most that is kept of sealed values, in bytes.
  private static let valueLimit = 16 << 20

  private let storage = Mutex(Storage())

  /// What is known of an address.
  enum Knowledge {
    case found(Entry)
    case absent
    /// Only the file can tell.
    case unknown
  }

  func lookUp(_ address: EntryAddress) -> Knowledge {
    let (kept, isComplete) = storage.withLock { ($0.entries[address], $0.isComplete) }
    if let kept { return .found(kept.entry) }
    return isComplete ? .absent : .unknown
  }

  func knows(_ lookup: Lookup) -> Bool { storage.withLock { $0.places[lookup] != nil } }

  // MARK: Completeness

  /// Whether every entry of a bucket is kept.
  func holdsAll(of bucket: UInt8) -> Bool { storage.withLock { $0.wholeBuckets.contains(bucket) } }

  var holdsEverything: Bool { storage.withLock { $0.isComplete } }

  func noteAll(of bucket: UInt8) { storage.withLock { _ = $0.wholeBuckets.insert(bucket) } }

  /// The entries of a store and scope; nil while not all are kept.
  func catalog(_ store: Store, _ scope: Scope) -> Catalog? {
    storage.withLock { storage in
      guard storage.isComplete else { return nil }
      let catalogs = storage.catalogs ?? storage.sortedCatalogs()
      storage.catalogs = catalogs
      return catalogs[CatalogKey(store: store, scope: scope)] ?? Catalog()
    }
  }

  // MARK: Changes

  func keep(_ entry: Entry, _ lookup: Lookup) { change(forgetting: [], keeping: [(entry, lookup)]) }

  /// Takes over a difference at once: nobody sees half of it.
  func change(forgetting lookups: [Lookup], keeping entries: [(entry: Entry, lookup: Lookup)]) {
    storage.withLock { storage in
      for lookup in lookups { storage.forget(lookup) }
      for (entry, lookup) in entries { storage.keep(entry, lookup) }
    }
  }

  func forgetEverything() { storage.withLock { $0 = Storage() } }

  // MARK: Settings and values

  var settings: Settings? { storage.withLock { $0.settings?.settings } }

  func keep(_ settings: Settings, _ lookup: Lookup) { storage.withLock { $0.settings = (lookup, settings) } }

  /// A sealed value's row, as it was when it was read; its tag tells whether it still is.
  func value(_ row: Int64) -> [UInt8]? { storage.withLock { $0.values[row] } }

  func keep(_ sealed: [UInt8], row: Int64) {
    storage.withLock { storage in
      storage.valueBytes += sealed.count - (storage.values[row]?.count ?? 0)
      storage.values[row] = sealed
      guard storage.valueBytes > KeptEntries.valueLimit else { return }
      storage.values = [:]
      storage.valueBytes = 0
    }
  }
}

extension KeptEntries.Storage {
  fileprivate var isComplete: Bool { wholeBuckets.count == KeyedIndex.bucketCount }

  fileprivate mutating func keep(_ entry: Entry, _ lookup: Lookup) {
    guard entries[entry.address] == nil else { return }
    let kept = KeptEntry(entry)
    entries[entry.address] = kept
    places[lookup] = kept
    catalogs?[KeptEntries.CatalogKey(entry.address), default: Catalog()].insert(kept)
  }

  /// All entries at once: to insert them one by one would move most of them again and again.
  fileprivate func sortedCatalogs() -> [KeptEntries.CatalogKey: Catalog] {
    Dictionary(grouping: entries.values) { KeptEntries.CatalogKey($0.entry.address) }.mapValues(Catalog.init)
  }

  fileprivate mutating func forget(_ lookup: Lookup) {
    if settings?.lookup == lookup { settings = nil }
    guard let kept = places.removeValue(forKey: lookup) else { return }
    let address = kept.entry.address
    entries[address] = nil
    for version in kept.entry.versions {
      guard let value = values.removeValue(forKey: version.row) else { continue }
      valueBytes -= value.count
    }
    catalogs?[KeptEntries.CatalogKey(address)]?.remove(kept)
  }
}
