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

  static func exists(_ name: String, in store: Store, _ reading: Reading) throws -> Bool {
    do {
      if store == .parameterStore { return try reading.parameters.lookUp(name, in: reading.snapshot) != nil }
      _ = try reading.secrets(store).find(name, in: reading.snapshot)
      return true
    } catch let error as ServiceError where error.isNotFound || error.code == "ValidationException" {
      return false
    }
  }

  func exists(_ name: String, in store: Store) throws -> Bool {
    try Storing.exists(name, in: store, reading)
  }

  /// A new version of the entry of this name, or a new entry in the store that the name belongs to.
  /// - Returns: What was done, for the user and the audit log.
  func put(_ name: String, _ value: SecretBytes) throws -> String {
    let known: Store?
    do {
      known = try reading.entry(name).address.store
    } catch let error as ServiceError where error.isNotFound {
      known = nil
    }
    return try put(name, value, in: known ?? reading.storeOfNew(name))
  }

  /// The same in a given store.
  func put(_ name: String, _ value: SecretBytes, type: ParameterType? = nil, in store: Store) throws -> String {
    let exists = try exists(name, in: store)
    guard store != .parameterStore else {
      var new = ParameterStore.NewParameter(name: name, value: value, type: type ?? (exists ? nil : .secureString))
      new.overwrite = exists
      new.allowsPublic = true
      new.tier = exists ? nil : "Intelligent-Tiering"
      new.user = Who.user
      return "version \(try reading.parameters.put(new, in: transaction).version.id)"
    }
    let input = SecretInput(value, isBinary: value.text() == nil)
    if exists {
      return "version \(try reading.secrets(store).putValue(name, input, in: transaction).version.id)"
    }
    let entry = try reading.secrets(store).create(SecretsManager.NewSecret(name: name, value: input), in: transaction)
    return "new, version \(entry.versions[0].id)"
  }

  /// The current value with its description, key and tags.
  func copy(_ entry: Entry, to name: String, in store: Store) throws {
    let isParameter = entry.address.store == .parameterStore
    let current = isParameter ? entry.versions.last : entry.version(labelled: SecretsManager.current)
    guard let current, entry.secret.deleted == nil else {
      throw ServiceError.invalidRequest(
        "You can't perform this operation on the secret because it was marked for deletion.")
    }
    let value = try transaction.value(of: current, in: entry)
    _ = try put(name, value, type: current.parameter?.type, in: store)
    if store == .parameterStore {
      if !entry.tags.isEmpty { _ = try reading.parameters.tag(name, adding: entry.tags, in: transaction) }
    } else {
      _ = try reading.secrets(store).tag(name, adding: entry.tags, in: transaction)
      let description = entry.secret.description ?? current.parameter?.description
      if description != nil { _ = try reading.secrets(store).update(name, description: description, in: transaction) }
    }
  }
}
