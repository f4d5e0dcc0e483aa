/// The entries of one store, account and region in the orders that lists are asked for, so that a page of a list costs what is
/// on it.
package struct Catalog: Sendable {
  /// What a list is sorted by.
  package enum Order: String, Sendable, CaseIterable {
    case name
    case created = "created-date"
    case changed = "last-changed-date"
    case accessed = "last-accessed-date"
  }

  /// An entry's place in an order: a moment, and the name where moments are equal.
  package struct Place: Hashable, Comparable, Sendable {
    package let moment: Int64
    package let name: String

    package init(moment: Int64 = 0, name: String) {
      self.moment = moment
      self.name = name
    }

    package static func < (left: Place, right: Place) -> Bool {
      left.moment == right.moment ? left.name < right.name : left.moment < right.moment
    }
  }

  private var orders = [[KeptEntry]](repeating: [], count: Order.allCases.count)

  package init() {}

  /// - Parameter entries: Those of one store and scope.
  init(_ entries: [KeptEntry]) {
    for order in entries.first.map({ orders(of: $0.entry) }) ?? [] {
      let placed = entries.map { (place: Catalog.place(of: $0.entry, by: order), kept: $0) }
      orders[index(order)] = placed.sorted { $0.place < $1.place }.map(\.kept)
    }
  }

  package var count: Int { orders[0].count }

  /// The entries in an order, the smallest place first.
  package func entries(by order: Order) -> [KeptEntry] { orders[index(order)] }

  package static func place(of entry: Entry, by order: Order) -> Place {
    switch order {
    case .name: Place(name: entry.address.listedName)
    case .created: Place(moment: entry.created.milliseconds, name: entry.address.name)
    case .changed: Place(moment: entry.changed.milliseconds, name: entry.address.name)
    case .accessed: Place(moment: entry.secret.lastAccessed?.milliseconds ?? 0, name: entry.address.name)
    }
  }

  /// The number of entries that stand before a place.
  package func position(of place: Place, by order: Order) -> Int {
    let entries = orders[index(order)]
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if Catalog.place(of: entries[middle].entry, by: order) < place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func insert(_ kept: KeptEntry) {
    for order in orders(of: kept.entry) {
      orders[index(order)].insert(kept, at: position(of: Catalog.place(of: kept.entry, by: order), by: order))
    }
  }

  mutating func remove(_ kept: KeptEntry) {
    for order in orders(of: kept.entry) {
      let first = position(of: Catalog.place(of: kept.entry, by: order), by: order)
      guard let position = orders[index(order)][first...].firstIndex(where: { $0 === kept }) else { continue }
      orders[index(order)].remove(at: position)
    }
  }

  /// Parameters are listed by name only.
  private func orders(of entry: Entry) -> [Order] {
    entry.address.store == .parameterStore ? [.name] : Order.allCases
  }

  private func index(_ order: Order) -> Int {
    switch order {
    case .name: 0
    case .created: 1
    case .changed: 2
    case .accessed: 3
    }
  }
}

/// An entry that stays in memory, shared by the orders that list it.
package final class KeptEntry: Sendable {
  package let entry: Entry

  init(_ entry: Entry) {
    self.entry = entry
  }
}

extension EntryAddress {
  /// The name that lists sort by: a parameter's begins with a slash, also where it was stored without.
  package var listedName: String {
    store == .parameterStore && !name.hasPrefix("/") ? "/" + name : name
  }
}
