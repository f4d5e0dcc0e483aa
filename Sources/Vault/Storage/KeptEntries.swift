/// Entries that a reader keeps in memory, found by their address and listed in order. Values are never among them.
final class KeptEntries {
  private var entries: [EntryAddress: KeptEntry] = [:]
  private var addresses: [Lookup: EntryAddress] = [:]
  private var wholeBuckets: Set<UInt8> = []
  private var catalogs: [CatalogKey: Catalog] = [:]
  private var settings: (lookup: Lookup, settings: Settings)?

  private struct CatalogKey: Hashable {
    let store: Store
    let scope: Scope
  }

  subscript(address: EntryAddress) -> Entry? { entries[address]?.entry }

  func entry(at lookup: Lookup) -> Entry? { addresses[lookup].flatMap { entries[$0]?.entry } }

  /// Whether every entry of a bucket is kept.
  func holdsAll(of bucket: UInt8) -> Bool { wholeBuckets.contains(bucket) }

  var holdsEverything: Bool { wholeBuckets.count == KeyedIndex.bucketCount }

  func noteAll(of bucket: UInt8) { wholeBuckets.insert(bucket) }

  func keep(_ entry: Entry, _ lookup: Lookup) {
    guard entries[entry.address] == nil else { return }
    let kept = KeptEntry(entry)
    entries[entry.address] = kept
    addresses[lookup] = entry.address
    catalogs[CatalogKey(store: entry.address.store, scope: entry.address.scope), default: Catalog()].insert(kept)
  }

  func forget(_ lookup: Lookup) {
    if settings?.lookup == lookup { settings = nil }
    guard let address = addresses.removeValue(forKey: lookup), let kept = entries.removeValue(forKey: address) else {
      return
    }
    catalogs[CatalogKey(store: address.store, scope: address.scope)]?.remove(kept)
  }

  /// The entries of a store and scope, complete once everything is kept.
  func catalog(_ store: Store, _ scope: Scope) -> Catalog {
    catalogs[CatalogKey(store: store, scope: scope)] ?? Catalog()
  }

  var keptSettings: Settings? { settings?.settings }

  func keep(_ settings: Settings, _ lookup: Lookup) { self.settings = (lookup, settings) }
}
