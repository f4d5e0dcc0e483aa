import Cryptography

/// Secrets Manager, and GitHub's secrets, as one store among others.
extension SecretsManager: StoreService {
  package var noun: String { "secret" }
  package var labelOption: String { "--stage" }

  package func validate(name: String) throws { try SecretName.validate(name, store) }

  package func current(of entry: Entry) -> Version? { entry.version(labelled: SecretsManager.current) }

  package func previous(of entry: Entry) -> Version? { entry.version(labelled: SecretsManager.previous) }

  package func value(_ name: String, _ choice: VersionChoice, in snapshot: Snapshot) throws -> FoundValue {
    try value(name, versionID: choice.id, stage: choice.label, in: snapshot)
  }

  package func keep(_ new: NewValue, in transaction: Transaction) throws -> KeptValue {
    guard new.type == nil, new.tier == nil, new.allowedPattern == nil, new.dataType == nil, new.policies == nil else {
      throw ServiceError.invalidParameter(
        "'\(new.name)' is a secret: type, tier, data type, pattern and policies are for parameters.")
    }
    let input = SecretInput(new.value, isBinary: new.isBinary || new.value.text() == nil)
    guard try lookUp(new.name, in: transaction) != nil else { return try keepFirst(input, new, in: transaction) }
    guard new.overwrites else {
      throw ServiceError(
        "ResourceExistsException", "The operation failed because the secret \(new.name) already exists.")
    }
    var (entry, version) = try putValue(new.name, input, stages: new.stages, in: transaction)
    if new.description != nil || new.keyID != nil {
      entry = try update(new.name, description: new.description, keyID: new.keyID, in: transaction)
    }
    if !new.tags.isEmpty { entry = try tag(new.name, adding: new.tags, in: transaction) }
    return KeptValue(entry: entry, version: entry.version(id: version.id) ?? version, isNew: false)
  }

  package func check(_ value: SecretBytes, _ traits: ParameterTraits?) throws {
    let limit = store == .github ? SecretName.githubValueLimit : SecretsManager.valueLimit
    guard (1...limit).contains(value.count) else {
      throw ServiceError.invalidParameter(
        value.count == 0
          ? "You must provide a value: an empty secret is not stored."
          : "The value has \(value.count) bytes; \(store.title) takes at most \(limit).")
    }
  }

  private func keepFirst(_ input: SecretInput, _ new: NewValue, in transaction: Transaction) throws -> KeptValue {
    // With labels of its own the value comes after: the first version is AWSCURRENT whatever its labels.
    var secret = NewSecret(name: new.name, value: new.stages.isEmpty ? input : nil)
    secret.description = new.description
    secret.keyID = new.keyID
    secret.tags = new.tags
    let entry = try create(secret, in: transaction)
    if let version = entry.versions.first { return KeptValue(entry: entry, version: version, isNew: true) }
    let (filled, version) = try putValue(new.name, input, stages: new.stages, in: transaction)
    return KeptValue(entry: filled, version: version, isNew: true)
  }

  package func putLabel(
    _ label: String, on version: String?, of name: String, in transaction: Transaction
  ) throws -> String {
    let entry = try find(name, in: transaction)
    guard let target = version ?? entry.versions.last?.id else {
      throw ServiceError.notFound("'\(name)' has no version")
    }
    let holder = entry.version(labelled: label)?.id
    _ = try moveStage(name, label, from: holder, to: target, in: transaction)
    return target
  }

  package func takeLabel(_ label: String, of name: String, in transaction: Transaction) throws {
    guard let holder = try find(name, in: transaction).version(labelled: label) else {
      throw ServiceError.notFound("no version of '\(name)' has the label '\(label)'")
    }
    _ = try moveStage(name, label, from: holder.id, to: nil, in: transaction)
  }

  package func rollBack(
    _ name: String, user: String, in transaction: Transaction
  ) throws -> (current: Version, source: Version) {
    let entry = try find(name, in: transaction)
    guard let previous = previous(of: entry), let current = current(of: entry) else {
      throw ServiceError.invalidRequest("'\(name)' has no AWSPREVIOUS version to go back to")
    }
    let changed = try moveStage(name, SecretsManager.current, from: current.id, to: previous.id, in: transaction)
    return (changed.version(id: previous.id) ?? previous, previous)
  }

  package func delete(_ name: String, _ choice: DeletionChoice, in transaction: Transaction) throws -> Timestamp? {
    if store == .github {
      try refuseRecovery(choice)
      _ = try delete(name, force: true, in: transaction)
      return nil
    }
    let date = try delete(
      name, recoveryDays: choice.recoveryDays, force: choice.isForced, in: transaction
    ).date
    return choice.isForced || date <= now ? nil : date
  }
}

extension StoreService {
  /// For services that delete at once.
  func refuseRecovery(_ choice: DeletionChoice) throws {
    guard choice.recoveryDays == nil else {
      throw ServiceError.invalidParameter("\(store.title) deletes at once: there is no time to restore it in.")
    }
  }
}
