import Cryptography
import Vault

/// Puts values under names, whichever store they belong to.
struct Storing {
  private let transaction: Transaction
  private let reading: Reading

  init(_ transaction: Transaction, _ reading: Reading) {
    self.transaction = transaction
    self.reading = reading
  }

  /// A new version of the entry of this name, or a new entry in the store that the name belongs to.
  /// - Returns: What was done, for the user and the audit log.
  func put(_ new: NewValue, in store: Store? = nil) throws -> String {
    let store = try store ?? storeOfEntry(new.name) ?? reading.storeOfNew(new.name)
    let kept = try reading.service(store).keep(new, in: transaction)
    let type = kept.version.parameter?.type.rawValue
    if kept.isNew {
      return "new \(type.map { "\($0) " } ?? "")in \(store.title), version \(kept.version.id)"
    }
    return ([type, "version \(kept.version.id)"].compactMap(\.self) + kept.version.labels).joined(separator: ", ")
  }

  private func storeOfEntry(_ name: String) throws -> Store? {
    do {
      return try reading.entry(name).address.store
    } catch let error as ServiceError where error.isNotFound {
      return nil
    }
  }

  /// The current value with its description and tags, and what a parameter needs to hold it.
  func copy(_ entry: Entry, to name: String, in store: Store, overwrites: Bool) throws -> String {
    let found = try reading.service(of: entry).value(entry.address.name, in: transaction)
    let traits = found.version.parameter
    var new = NewValue(name: name, value: found.bytes, user: Who.user)
    new.isBinary = found.version.isBinary
    new.overwrites = overwrites
    new.description = entry.secret.description ?? traits?.description
    new.tags = entry.tags
    if store == entry.address.store {
      new.keyID = traits == nil ? entry.secret.keyID : traits?.keyID
      new.type = traits?.type
      // A standard parameter's copy may replace an advanced one, which stays one.
      new.tier = traits?.tier == "Standard" ? nil : traits?.tier
      new.dataType = traits?.dataType
    }
    return try put(new, in: store)
  }
}
