import Cryptography

/// AWS Secrets Manager's operations on the vault (AWS Secrets Manager API Reference), and GitHub's secrets, which are
/// kept in the same way under names of their own rules.
package struct SecretsManager: Sendable {
  package static let current = "AWSCURRENT"
  package static let previous = "AWSPREVIOUS"
  package static let pending = "AWSPENDING"
  /// The largest value, in bytes.
  package static let valueLimit = 65_536

  package let store: Store
  package let scope: Scope
  package let now: Timestamp

  /// - Parameter store: ``Store/secretsManager`` or ``Store/github``.
  package init(store: Store = .secretsManager, scope: Scope, now: Timestamp) {
    self.store = store
    self.scope = scope
    self.now = now
  }

  // MARK: Finding

  /// The secret with this name, ARN or ARN without its suffix, deleted or not.
  package func find(_ id: String, in snapshot: Snapshot) throws -> Entry {
    guard let entry = try lookUp(id, in: snapshot) else {
      throw ServiceError.notFound("Secrets Manager can't find the specified secret.")
    }
    return try present(entry, in: snapshot)
  }

  /// The same, nil where there is none.
  package func lookUp(_ id: String, in snapshot: Snapshot) throws -> Entry? {
    guard let arn = ResourceName.parse(id) else {
      try SecretName.validate(id, store)
      return try entry(named: id, in: snapshot)
    }
    guard arn.store == store, arn.scope == scope else { return nil }
    if arn.resource.dropLast(6).hasSuffix("-"),
      let entry = try entry(named: String(arn.resource.dropLast(7)), in: snapshot),
      entry.secret.suffix == arn.resource.suffix(6)
    {
      return entry
    }
    return try entry(named: arn.resource, in: snapshot)
  }

  private func entry(named name: String, in snapshot: Snapshot) throws -> Entry? {
    guard let entry = try snapshot.entry(at: EntryAddress(store, scope, name)) else { return nil }
    guard let until = entry.secret.recoverableUntil, until <= now else { return entry }
    // Its recovery window is over: it is gone, and the next change of this name clears it away.
    return nil
  }

  /// Whether there is such a secret and it has a version of this id.
  package func hasVersion(_ versionID: String, of id: String, in snapshot: Snapshot) throws -> Bool {
    guard let entry = try? lookUp(id, in: snapshot) else { return false }
    return try present(entry, in: snapshot).version(id: versionID) != nil
  }

  /// The secret, if it was not deleted.
  package func living(_ id: String, in snapshot: Snapshot) throws -> Entry {
    let entry = try find(id, in: snapshot)
    guard entry.secret.deleted == nil else {
      throw ServiceError.invalidRequest(
        "You can't perform this operation on the secret because it was marked for deletion.")
    }
    return entry
  }

  /// The secret, if it may be changed here: replicas are changed through their primary.
  func changeable(_ id: String, in snapshot: Snapshot) throws -> Entry {
    let entry = try living(id, in: snapshot)
    guard entry.secret.primaryRegion == nil else {
      throw ServiceError.invalidRequest(
        "Operation not permitted on a replica secret. Call must be made in primary secret's region.")
    }
    return entry
  }

  /// A secret's value: of a version, of a staging label, or of both if they agree; of AWSCURRENT without either.
  package func value(
    _ id: String, versionID: String? = nil, stage: String? = nil, in snapshot: Snapshot
  ) throws -> FoundValue {
    let entry = try living(id, in: snapshot)
    let version = try version(of: entry, versionID: versionID, stage: stage)
    let found = FoundValue(entry: entry, version: version, bytes: try snapshot.value(of: version, in: entry))
    snapshot.accessDates?.note(found, at: now)
    return found
  }

  private func version(of entry: Entry, versionID: String?, stage: String?) throws -> Version {
    if let versionID {
      guard let version = entry.version(id: versionID), version.hasValue else {
        throw ServiceError.notFound("Secrets Manager can't find the specified secret value for VersionId: \(versionID)")
      }
      if let stage, !version.labels.contains(stage) {
        throw ServiceError.invalidRequest(
          "You provided a VersionStage that is not associated to the provided VersionId.")
      }
      return version
    }
    let stage = stage ?? SecretsManager.current
    guard let version = entry.version(labelled: stage), version.hasValue else {
      throw ServiceError.notFound("Secrets Manager can't find the specified secret value for staging label: \(stage)")
    }
    return version
  }

  // MARK: Creating and changing

  /// What a new secret is made of.
  package struct NewSecret: Sendable {
    package var name: String
    package var value: SecretInput?
    /// A client request token, which becomes the first version's id.
    package var token: String?
    package var description: String?
    package var keyID: String?
    package var tags: [Tag] = []
    /// Whether a list of tags was given, though it may be empty.
    package var hasTagList = false
    package var type: String?

    package init(name: String, value: SecretInput?) {
      self.name = name
      self.value = value
    }
  }

  /// CreateSecret.
  package func create(_ new: NewSecret, in transaction: Transaction) throws -> Entry {
    try SecretName.validate(new.name, store)
    try TagRules.secretsManager.validate(new.tags)
    if let existing = try transaction.entry(at: EntryAddress(store, scope, new.name)) {
      if let same = try repetition(new, existing, in: transaction) { return same }
      if try entry(named: new.name, in: transaction) == nil {
        try transaction.remove(existing)
      } else if existing.secret.deleted != nil {
        throw ServiceError.invalidRequest(
          "You can't create this secret because a secret with this name is already scheduled for deletion.")
      } else {
        throw ServiceError(
          "ResourceExistsException", "The operation failed because the secret \(new.name) already exists.")
      }
    }
    var entry = try transaction.newEntry(at: EntryAddress(store, scope, new.name), created: now)
    entry.secret.suffix = try SecureRandom.text(6, of: SecretName.suffixAlphabet)
    entry.secret.description = new.description.flatMap { $0.isEmpty ? nil : $0 }
    entry.secret.keyID = new.keyID
    entry.secret.type = new.type
    entry.tags = new.tags
    entry.secret.hasTagList = new.hasTagList || !new.tags.isEmpty
    if let value = new.value {
      entry.versions = [
        try add(value, token: new.token, stages: [SecretsManager.current], to: entry, in: transaction)
      ]
    }
    try transaction.save(entry)
    return entry
  }

  /// The same request again, by its token, is no conflict.
  private func repetition(_ new: NewSecret, _ existing: Entry, in transaction: Transaction) throws -> Entry? {
    guard let token = new.token, let version = existing.version(id: token), let value = new.value else { return nil }
    try requireSame(value, version, existing, in: transaction)
    return existing
  }

  /// PutSecretValue.
  /// - Parameter stages: The labels that the new version takes over; AWSCURRENT if there are none.
  package func putValue(
    _ id: String, _ value: SecretInput, token: String? = nil, stages: [String] = [], in transaction: Transaction
  ) throws -> (entry: Entry, version: Version) {
    var entry = try changeable(id, in: transaction)
    guard stages.count <= 20, Set(stages).count == stages.count,
      stages.allSatisfy({ (1...256).contains($0.utf8.count) })
    else {
      throw ServiceError.invalidParameter("VersionStages must hold 1 to 20 different labels of 1 to 256 characters.")
    }
    let known = token.flatMap { token in entry.versions.firstIndex { $0.id == token } }
    if let known, entry.versions[known].hasValue {
      try requireSame(value, entry.versions[known], entry, in: transaction)
      return (entry, entry.versions[known])
    }
    // The first version of all is the current one, whatever its labels.
    var stages = stages.isEmpty ? [SecretsManager.current] : stages
    if !entry.versions.contains(where: \.hasValue), !stages.contains(SecretsManager.current) {
      stages.append(SecretsManager.current)
    }
    let labels = known.map { entry.versions[$0].labels } ?? []
    let version = try add(value, token: token, stages: labels, to: entry, in: transaction)
    // A rotation's version was there before its value.
    if let known { entry.versions[known] = version } else { entry.versions.append(version) }
    try StagingLabels.attach(stages, to: version.id, in: &entry, now: now)
    entry.changed = entry.moment(now)
    try forgetOldVersions(of: &entry, in: transaction)
    try transaction.save(entry)
    return (entry, entry.version(id: version.id) ?? version)
  }

  /// UpdateSecret: nil leaves what is.
  package func update(
    _ id: String, description: String? = nil, keyID: String? = nil, value: SecretInput? = nil, token: String? = nil,
    type: String? = nil, in transaction: Transaction
  ) throws -> Entry {
    var entry = try changeable(id, in: transaction)
    if let value { entry = try putValue(id, value, token: token, in: transaction).entry }
    if let description { entry.secret.description = description.isEmpty ? nil : description }
    if let keyID { entry.secret.keyID = keyID.isEmpty ? nil : keyID }
    if let type { entry.secret.type = type }
    entry.changed = entry.moment(now)
    try transaction.save(entry)
    return entry
  }

  private func add(
    _ value: SecretInput, token: String?, stages: [String], to entry: Entry, in transaction: Transaction
  ) throws -> Version {
    if let token, !(32...64).contains(token.utf8.count) {
      throw ServiceError.invalidParameter("ClientRequestToken must be 32 to 64 characters long.")
    }
    try check(value.bytes, nil)
    if !value.isBinary, value.bytes.text() == nil {
      throw ServiceError.invalidParameter("The value is not UTF-8 text; store it as a binary secret.")
    }
    return try transaction.addValue(
      value.bytes, isBinary: value.isBinary, id: try token ?? UUIDText.random(), labels: stages,
      created: entry.moment(now),
      to: entry)
  }

  private func requireSame(
    _ value: SecretInput, _ version: Version, _ entry: Entry, in snapshot: Snapshot
  ) throws {
    let stored = try snapshot.value(of: version, in: entry)
    guard stored.equals(value.bytes), version.isBinary == value.isBinary else {
      throw ServiceError(
        "ResourceExistsException",
        "You can't use ClientRequestToken \(version.id) because that value is already in use for a version of secret "
          + "\(ResourceName.arn(of: entry) ?? entry.address.name).")
    }
  }

  /// About a hundred versions are kept; what goes are the oldest without a label that are more than a day old.
  private func forgetOldVersions(of entry: inout Entry, in transaction: Transaction) throws {
    let aDayAgo = now.adding(days: -1)
    while entry.versions.count > 100,
      let index = entry.versions.firstIndex(where: { $0.labels.isEmpty && $0.created < aDayAgo })
    {
      try transaction.removeValue(of: entry.versions.remove(at: index))
    }
  }

  // MARK: Staging labels

  /// UpdateSecretVersionStage.
  package func moveStage(
    _ id: String, _ stage: String, from: String?, to: String?, in transaction: Transaction
  ) throws -> Entry {
    var entry = try changeable(id, in: transaction)
    try StagingLabels.update(stage, from: from, to: to, in: &entry, now: now)
    entry.changed = entry.moment(now)
    try transaction.save(entry)
    return entry
  }

  // MARK: Deleting

  /// DeleteSecret.
  /// - Parameter recoveryDays: 7 to 30; 30 if nil.
  /// - Returns: When it is or was gone for good.
  package func delete(
    _ id: String, recoveryDays: Int? = nil, force: Bool = false, in transaction: Transaction
  ) throws -> (entry: Entry, date: Timestamp) {
    if force, recoveryDays != nil {
      throw ServiceError.invalidParameter(
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.")
    }
    if let recoveryDays, !(7...30).contains(recoveryDays) {
      throw ServiceError.invalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
    }
    let found = force ? try find(id, in: transaction) : try living(id, in: transaction)
    if found.secret.primaryRegion != nil { return (try removeReplica(found, in: transaction), now) }
    let regions = found.secret.replicas.filter { $0.failure == nil }.map(\.region).joined(separator: ",")
    guard regions.isEmpty else {
      throw ServiceError.invalidRequest("You can't delete secret \(id) that still has replica regions [\(regions)]")
    }
    if force {
      try transaction.remove(found)
      return (found, now)
    }
    var entry = found
    let deleted = entry.moment(now)
    let until = deleted.adding(days: recoveryDays ?? 30)
    entry.secret.deleted = deleted
    entry.secret.recoverableUntil = until
    try transaction.save(entry)
    return (entry, until)
  }

  /// RestoreSecret.
  package func restore(_ id: String, in transaction: Transaction) throws -> Entry {
    var entry = try find(id, in: transaction)
    guard entry.secret.deleted != nil else { return entry }
    entry.secret.deleted = nil
    entry.secret.recoverableUntil = nil
    try transaction.save(entry)
    return entry
  }

  // MARK: Tags

  /// TagResource and UntagResource.
  package func tag(
    _ id: String, adding tags: [Tag], removing keys: [String] = [], in transaction: Transaction
  ) throws -> Entry {
    var entry = try changeable(id, in: transaction)
    entry.tags = try TagRules.secretsManager.change(entry.tags, adding: tags, removing: keys)
    entry.secret.hasTagList = entry.secret.hasTagList || !tags.isEmpty || !keys.isEmpty
    entry.changed = entry.moment(now)
    try transaction.save(entry)
    return entry
  }
}
