/// Replicas of a secret in other regions (AWS Secrets Manager User Guide, "Replicate secrets across Regions").
///
/// A replica is an entry of its own region without versions: what is read of it is its primary's.
extension SecretsManager {
  /// A replica as its region shows it; anything else as it is.
  package func present(_ entry: Entry, in snapshot: Snapshot) throws -> Entry {
    guard let region = entry.secret.primaryRegion else { return entry }
    var shown = try primary(of: entry, region, in: snapshot)
    shown.address = entry.address
    shown.secret.primaryRegion = region
    shown.secret.replicas = []
    shown.secret.keyID = entry.secret.keyID
    shown.secret.lastAccessed = entry.secret.lastAccessed
    for index in shown.versions.indices {
      let isCurrent = shown.versions[index].labels.contains(SecretsManager.current)
      shown.versions[index].lastAccessed = isCurrent ? entry.secret.lastAccessed : nil
    }
    return shown
  }

  private func primary(of replica: Entry, _ region: String, in snapshot: Snapshot) throws -> Entry {
    let scope = Scope(account: replica.address.scope.account, region: region)
    guard let entry = try snapshot.entry(at: EntryAddress(store, scope, replica.address.name)) else {
      throw VaultError.damaged("'\(replica.address.name)' in \(replica.address.scope.region) has lost its primary")
    }
    return entry
  }

  /// ReplicateSecretToRegions.
  /// - Parameter overwrite: Whether a secret of the same name in such a region gives way.
  package func replicate(
    _ id: String, to regions: [Replica], overwrite: Bool, in transaction: Transaction
  ) throws -> Entry {
    var entry = try changeable(id, in: transaction)
    guard Set(regions.map(\.region)).count == regions.count else {
      throw ServiceError.invalidParameter("You can't specify the same region more than once.")
    }
    for var replica in regions {
      guard replica.region != scope.region else { throw ServiceError.invalidParameter("Invalid replica region.") }
      guard !entry.secret.replicas.contains(where: { $0.region == replica.region && $0.failure == nil }) else {
        throw ServiceError.invalidParameter("Secret is already replicated to region \(replica.region).")
      }
      entry.secret.replicas.removeAll { $0.region == replica.region }
      replica.failure = try addReplica(replica, of: entry, overwrite: overwrite, in: transaction)
      entry.secret.replicas.append(replica)
    }
    try transaction.save(entry)
    return entry
  }

  /// - Returns: Why there is no replica; nil where there is one.
  private func addReplica(
    _ replica: Replica, of entry: Entry, overwrite: Bool, in transaction: Transaction
  ) throws -> String? {
    let address = EntryAddress(store, Scope(account: scope.account, region: replica.region), entry.address.name)
    if let existing = try transaction.entry(at: address) {
      guard overwrite, existing.secret.primaryRegion == nil, existing.secret.replicas.isEmpty else {
        return "Replication failed: Secret name \(entry.address.name) already exists in region \(replica.region)."
      }
      try transaction.remove(existing)
    }
    var copy = try transaction.newEntry(at: address, created: entry.created)
    copy.secret.suffix = entry.secret.suffix
    copy.secret.primaryRegion = scope.region
    copy.secret.keyID = replica.keyID
    copy.changed = entry.moment(now)
    try transaction.save(copy)
    return nil
  }

  /// RemoveRegionsFromReplication.
  package func unreplicate(_ id: String, from regions: [String], in transaction: Transaction) throws -> Entry {
    var entry = try changeable(id, in: transaction)
    for region in regions {
      guard let index = entry.secret.replicas.firstIndex(where: { $0.region == region }) else {
        throw ServiceError.invalidParameter("Secret is not replicated to region \(region).")
      }
      guard entry.secret.replicas.remove(at: index).failure == nil else { continue }
      let address = EntryAddress(store, Scope(account: scope.account, region: region), entry.address.name)
      if let replica = try transaction.entry(at: address) { try transaction.remove(replica) }
    }
    try transaction.save(entry)
    return entry
  }

  /// StopReplicationToReplica: the replica becomes a secret of its own, with copies of the primary's versions.
  package func promote(_ id: String, in transaction: Transaction) throws -> Entry {
    let shown = try living(id, in: transaction)
    guard let region = shown.secret.primaryRegion else {
      throw ServiceError.invalidRequest("You can't stop replication on a secret that is not a replica.")
    }
    let primary = try forget(shown, region, in: transaction)
    guard let replica = try transaction.entry(at: shown.address) else { return shown }
    var promoted = replica
    promoted.tags = primary.tags
    promoted.secret = shown.secret
    promoted.secret.primaryRegion = nil
    promoted.versions = try primary.versions.map { version in
      guard version.hasValue else { return version }
      return try transaction.addValue(
        try transaction.value(of: version, in: primary), isBinary: version.isBinary, id: version.id,
        labels: version.labels, created: version.created, to: promoted)
    }
    promoted.changed = promoted.moment(now)
    try transaction.save(promoted)
    return promoted
  }

  /// Removes a replica at once, as AWS does.
  func removeReplica(_ shown: Entry, in transaction: Transaction) throws -> Entry {
    if let region = shown.secret.primaryRegion { _ = try forget(shown, region, in: transaction) }
    if let replica = try transaction.entry(at: shown.address) { try transaction.remove(replica) }
    return shown
  }

  /// Takes a region out of the primary's list.
  private func forget(_ replica: Entry, _ region: String, in transaction: Transaction) throws -> Entry {
    var primary = try primary(of: replica, region, in: transaction)
    primary.secret.replicas.removeAll { $0.region == replica.address.scope.region }
    try transaction.save(primary)
    return primary
  }
}
